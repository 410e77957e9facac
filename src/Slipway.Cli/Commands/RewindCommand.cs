using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway rewind</c>: a run goes on, in place, from one of its finished steps.</summary>
internal sealed class RewindCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly FinishedStep _step = new();
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the history.", HelpName = "TEXT" };

    /// <summary>Makes the verb.</summary>
    public RewindCommand(CliEnvironment environment)
        : base(
            "rewind", "Take a run back to one of its finished steps, from which it goes on. Its history says who did it, and why.",
            environment, "slipway rewind wf-3f9c --after-task 3 --reason 'wrong plan'", "slipway rewind wf-3f9c --after 12")
    {
        Add(_id);
        _step.AddTo(this);
        Add(_reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var body = _step.Read(input, "rewind to where?");
        body["by"] = Environment.Actor;
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
