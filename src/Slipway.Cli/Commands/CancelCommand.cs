using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway cancel</c>: ends a workflow for good, and what runs for it.</summary>
internal sealed class CancelCommand(CliEnvironment environment)
    : SignalVerb(
        "cancel", "End a workflow for good, and what runs for it.", environment,
        "slipway cancel wf-3f9c --reason \"no longer wanted\"")
{
    /// <inheritdoc/>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) => workflow.Status is "aborted" or "completed";
}
