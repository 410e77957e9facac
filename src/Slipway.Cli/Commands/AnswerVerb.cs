using System.CommandLine;
using Slipway.Cli.Contract;

namespace Slipway.Cli.Commands;

/// <summary>A verb that answers what a workflow asks people.</summary>
internal abstract class AnswerVerb : SignalVerb
{
    private readonly Option<string?> _step = new("--step")
    {
        Description = "Which approval, of a definition's workflow that waits for several.",
        HelpName = "STEP",
    };

    private readonly Option<string[]> _form = Assignments.Option("--form", "A field of the approval's form; repeat for more.");

    /// <summary>Makes the verb.</summary>
    protected AnswerVerb(string name, string description, CliEnvironment environment, params string[] examples)
        : base(name, description, environment, examples)
    {
        Add(_step);
        Add(_form);
    }

    /// <inheritdoc/>
    protected override SignalRequest Read(ParseResult input, string? reason) => new()
    {
        Actor = Environment.ClaimedActor, Comment = reason, Step = input.GetValue(_step), Form = Assignments.Read(input, _form),
    };

    /// <inheritdoc/>
    protected override bool HasTakenEffect(WorkflowView workflow, WorkflowView asked) => true;
}
