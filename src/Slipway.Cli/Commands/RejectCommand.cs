namespace Slipway.Cli.Commands;

/// <summary><c>slipway reject</c>: what the workflow waits for is rejected.</summary>
internal sealed class RejectCommand(CliEnvironment environment)
    : AnswerVerb(
        "reject", "Reject what a workflow waits for: its plan, its merge, or a definition's approval.", environment,
        "slipway reject wf-3f9c --reason \"as discussed\"",
        "slipway reject wf-3f9c --step release_approval --form ticket=OPS-12 --form window=3");
