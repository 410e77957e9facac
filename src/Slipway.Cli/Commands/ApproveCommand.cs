namespace Slipway.Cli.Commands;

/// <summary><c>slipway approve</c>: what the workflow waits for is approved.</summary>
internal sealed class ApproveCommand(CliEnvironment environment)
    : AnswerVerb(
        "approve", "Approve what a workflow waits for: its plan, its merge, or a definition's approval.", environment,
        "slipway approve wf-3f9c --reason \"as discussed\"",
        "slipway approve wf-3f9c --step release_approval --form ticket=OPS-12 --form window=3");
