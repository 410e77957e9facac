using System.CommandLine;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway rewind</c>: a run goes on, in place, from one of its finished steps.</summary>
internal sealed class RewindCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();
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

    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the history.", HelpName = "TEXT" };

    /// <summary>Makes the verb.</summary>
    public RewindCommand(CliEnvironment environment)
        : base(
            "rewind", "Take a run back to one of its finished steps, from which it goes on. Its history says who did it, and why.",
            environment, "slipway rewind wf-3f9c --after-task 3 --reason 'wrong plan'", "slipway rewind wf-3f9c --after 12")
    {
        Add(_id);
        Add(_after);
        Add(_afterTask);
        Add(_reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var (after, afterTask) = (input.GetValue(_after), input.GetValue(_afterTask));
        if (after is null == afterTask is null)
        {
            throw CliException.BadInput("rewind to where? Give either --after N or --after-task TASK");
        }

        var body = new JsonObject
        {
            [after is null ? "afterTask" : "afterEvent"] = after ?? afterTask,
            ["by"] = Environment.Actor,
        };
        if (input.GetValue(_reason) is { } reason)
        {
            body["reason"] = reason;
        }

        using var client = ConnectManagement(input);
        var id = WorkflowId.Read(input, _id);
        await client.PostAsync(id, "rewindTo", body, cancellationToken);
        await Environment.Error.WriteLineAsync($"{id} goes on from there; follow it with `{Environment.Program} watch {id}`.");
        return ExitCode.Ok;
    }
}
