using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway fork</c>: a new run from a finished step of another.</summary>
internal sealed class ForkCommand : Verb
{
    private readonly Argument<string> _id = WorkflowId.Argument();
    private readonly FinishedStep _step = new();
    private readonly Option<string?> _newId = new("--id") { Description = "The new run's id. Default: a new one.", HelpName = "NEW" };
    private readonly Option<string?> _newInput = new("--input")
    {
        Description = "JSON in place of what the event carried: the input, a result, an event's payload.",
        HelpName = "JSON",
    };

    /// <summary>Makes the verb.</summary>
    public ForkCommand(CliEnvironment environment)
        : base(
            "fork", "Start a new run from a finished step of another, which stays as it is. Its id is written.", environment,
            "slipway fork wf-3f9c --after 12", "slipway fork wf-3f9c --after-task 3 --id wf-second --input '{\"ok\":true}'")
    {
        Add(_id);
        _step.AddTo(this);
        Add(_newId);
        Add(_newInput);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var body = _step.Read(input, "fork from where?");
        if (input.GetValue(_newId) is { } newId)
        {
            body["newInstanceId"] = newId;
        }

        if (input.GetValue(_newInput) is { } json)
        {
            body["newInput"] = Parse(json);
        }

        using var client = ConnectManagement(input);
        var started = await client.PostAsync(WorkflowId.Read(input, _id), "fork", body, cancellationToken);
        await Environment.Output.WriteLineAsync(started.GetProperty("id").GetString());
        return ExitCode.Ok;
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException exception)
        {
            throw CliException.BadInput($"--input is not JSON ({exception.Message}); a text needs quotes of its own: '\"text\"'");
        }
    }
}
