namespace Slipway.LocalHost.Durable.History;

/// <summary>Who waits for an orchestration's result.</summary>
/// <param name="Key">The parent's key.</param>
/// <param name="Generation">The parent's generation that waits; a later one no longer does.</param>
/// <param name="TaskId">The number of the call in the parent.</param>
/// <param name="InstanceId">The parent's instance id.</param>
/// <param name="Name">The parent's orchestrator.</param>
internal sealed record ParentReference(long Key, int Generation, int TaskId, string InstanceId, string Name);
