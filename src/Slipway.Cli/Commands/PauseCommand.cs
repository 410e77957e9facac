using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway pause</c>: the running step ends, no further one begins.</summary>
internal sealed class PauseCommand(CliEnvironment environment)
    : SignalVerb("pause", "Pause a workflow; paused time does not count.", environment, "slipway pause wf-3f9c --reason \"release freeze\"")
{
    /// <inheritdoc/>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) => workflow.Status == "paused";
}
