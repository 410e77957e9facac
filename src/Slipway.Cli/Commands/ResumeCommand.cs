using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway resume</c>: goes on where it was paused.</summary>
internal sealed class ResumeCommand(CliEnvironment environment)
    : SignalVerb("resume", "Let a paused workflow go on.", environment, "slipway resume wf-3f9c")
{
    /// <inheritdoc/>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) => workflow.Status != "paused";
}
