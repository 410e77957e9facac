namespace Slipway.LocalHost.Durable.Entities;

/// <summary>The call of an orchestration that an entity answers.</summary>
/// <param name="Key">The orchestration's key.</param>
/// <param name="Generation">Its generation; a later one does not wait any more.</param>
/// <param name="TaskId">The number of the call.</param>
/// <param name="InstanceId">The orchestration's instance id.</param>
internal sealed record EntityCaller(long Key, int Generation, int TaskId, string InstanceId);
