using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Orchestrators;

/// <summary>Leaves a state because one of its steps failed for good. Caught by the lifecycle, which parks the workflow.</summary>
internal sealed class StepFailedException(WorkflowFailure failure) : Exception(failure.Message)
{
    public WorkflowFailure Failure { get; } = failure;
}
