namespace Slipway.Functions.Activities;

/// <summary>What to stop.</summary>
/// <param name="WorkflowId">Whose.</param>
/// <param name="Steps">Which steps.</param>
/// <param name="Everything">Whether nothing of the workflow is wanted any more, so that every process of it is ended.</param>
public sealed record StopStepsInput(string WorkflowId, IReadOnlyList<StopStep> Steps, bool Everything);
