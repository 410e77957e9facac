using Slipway.Core.Events;

namespace Slipway.Functions.Orchestrators;

/// <summary>Leaves whatever the workflow does because somebody cancelled it. Caught by the lifecycle.</summary>
internal sealed class WorkflowCancelledException(WorkflowSignal signal) : Exception("The workflow was cancelled.")
{
    public WorkflowSignal Signal { get; } = signal;
}
