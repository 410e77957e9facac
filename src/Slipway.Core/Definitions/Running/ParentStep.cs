namespace Slipway.Core.Definitions.Running;

/// <summary>The step that a workflow runs for.</summary>
/// <param name="WorkflowId">The workflow it stands in.</param>
/// <param name="StepId">The step.</param>
public sealed record ParentStep(string WorkflowId, string StepId);
