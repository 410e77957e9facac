using System.CommandLine;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway reject</c>: what the workflow waits for is rejected.</summary>
internal sealed class RejectCommand(CliEnvironment environment)
    : SignalVerb(
        "reject", "Reject what a workflow waits for: its plan, or its merge.", environment,
        "slipway reject wf-3f9c --reason \"as discussed\"")
{
    /// <inheritdoc/>
    protected override SignalRequest Read(ParseResult input, string? reason) => new() { Actor = Environment.Actor, Comment = reason };

    /// <inheritdoc/>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) => true;
}
