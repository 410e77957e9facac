using System.CommandLine;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway approve</c>: what the workflow waits for is approved.</summary>
internal sealed class ApproveCommand(CliEnvironment environment)
    : SignalVerb(
        "approve", "Approve what a workflow waits for: its plan, or its merge.", environment,
        "slipway approve wf-3f9c --reason \"as discussed\"")
{
    /// <inheritdoc/>
    protected override SignalRequest Read(ParseResult input, string? reason) => new() { Actor = Environment.Actor, Comment = reason };

    /// <inheritdoc/>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) => true;
}
