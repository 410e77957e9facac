namespace Slipway.Core.Lifecycle;

/// <summary>What a workflow's orchestration returns.</summary>
/// <param name="Snapshot">How it ended.</param>
public sealed record WorkflowResult(WorkflowSnapshot Snapshot);
