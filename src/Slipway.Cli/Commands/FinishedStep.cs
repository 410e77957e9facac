using System.CommandLine;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary>How a verb names a finished step of a run: by its place in the history, or by the number of its call.</summary>
internal sealed class FinishedStep
{
    private readonly Option<int?> _after = new("--after")
    {
        Description = "The event to go on after, by its place in the history (see `slipway export`).",
        HelpName = "N",
    };

    private readonly Option<int?> _afterTask = new("--after-task")
    {
        Description = "The finished call to go on after, by its number.",
        HelpName = "TASK",
    };

    /// <summary>Adds its options to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Add(_after);
        verb.Add(_afterTask);
    }

    /// <summary>The request's body, with the step in it.</summary>
    /// <param name="input">What was given.</param>
    /// <param name="question">What is asked when not exactly one was given.</param>
    /// <exception cref="CliException">None was given, or both.</exception>
    public JsonObject Read(ParseResult input, string question)
    {
        var (after, afterTask) = (input.GetValue(_after), input.GetValue(_afterTask));
        return after is null == afterTask is null
            ? throw CliException.BadInput($"{question} Give either --after N or --after-task TASK")
            : new JsonObject { [after is null ? "afterTask" : "afterEvent"] = after ?? afterTask };
    }
}
