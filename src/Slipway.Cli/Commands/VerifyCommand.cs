using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Connection;
using Slipway.Cli.Display;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway verify</c>: whether stored histories are what was written.</summary>
internal sealed class VerifyCommand : Verb
{
    private readonly Argument<string?> _id = new("ID")
    {
        Description = "The workflow's id, as `slipway list` shows it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _all = new("--all") { Description = "Verify every run of the host, instead of one." };
    private readonly Option<bool> _json = JsonText.Option();

    /// <summary>Makes the verb.</summary>
    public VerifyCommand(CliEnvironment environment)
        : base(
            "verify", "Follow the seals through a stored history, and name the first event that was altered.", environment,
            "slipway verify wf-3f9c", "slipway verify --all")
    {
        Add(_id);
        Add(_all);
        Add(_json);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var all = input.GetValue(_all);
        if (all == input.GetValue(_id) is not null)
        {
            throw CliException.BadInput("verify what? Give either a workflow's ID, or --all");
        }

        using var client = ConnectManagement(input);
        var (verified, found) = all
            ? await VerifyAllAsync(client, cancellationToken)
            : (1, [await client.GetAsync(WorkflowId.Read(input.GetValue(_id)!), "verify", cancellationToken)]);
        if (input.GetValue(_json))
        {
            await Environment.Output.WriteLineAsync(all ? JsonText.Indent(new { verified, found }) : JsonText.Indent(found[0]));
        }
        else
        {
            found.ForEach(result => Environment.Output.WriteLine(Words(result)));
        }

        if (all)
        {
            await Environment.Error.WriteLineAsync($"{verified} runs verified, {found.Count(IsAltered)} altered.");
        }

        return found.Exists(IsAltered) ? ExitCode.WorkflowFailed : ExitCode.Ok;
    }

    private static async Task<(int Verified, List<JsonElement> Found)> VerifyAllAsync(
        ManagementClient client, CancellationToken cancellationToken)
    {
        var found = new List<JsonElement>();
        var verified = 0;
        string? continuation = null;
        do
        {
            var page = await client.VerifyPageAsync(continuation, cancellationToken);
            verified += page.GetProperty("verified").GetInt32();
            found.AddRange(page.GetProperty("found").EnumerateArray());
            continuation = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
        }
        while (continuation is not null);

        return (verified, found);
    }

    private static bool IsAltered(JsonElement result) => result.GetProperty("state").GetString() == "altered";

    private static string Words(JsonElement result)
    {
        var events = result.GetProperty("events").GetInt32();
        var words = result.GetProperty("state").GetString() switch
        {
            "intact" => $"intact, {events} events",
            "notSealed" => $"not sealed: its {events} events were written by a release without seals",
            "partlySealed" => $"intact from event {result.GetProperty("firstSealed").GetInt32()} on; the events before are of a release "
                + "without seals",
            _ => Altered(result.GetProperty("firstAltered")),
        };
        var rewinds = result.TryGetProperty("rewinds", out var notes) ? notes.EnumerateArray().Select(Rewind) : [];
        return $"{SafeText.Line(result.GetProperty("instanceId").GetString())}: {words}{string.Concat(rewinds)}";
    }

    private static string Rewind(JsonElement note)
    {
        string? Text(string name) => SafeText.Line(note.GetProperty(name).GetString(), 400) is { Length: > 0 } text ? text : null;
        var place = note.GetProperty("afterEvent") is { ValueKind: JsonValueKind.Number } after ? $" to event {after.GetInt32()}" : "";
        var by = Text("by") is { } name ? $" by {name}" : string.Empty;
        return $"\n  rewound{place}{by} at {note.GetProperty("at").GetDateTime():u}{(Text("reason") is { } reason ? $": {reason}" : "")}";
    }

    private static string Altered(JsonElement altered)
    {
        var says = altered.GetProperty("event").GetString() is { } json ? $" It says now: {SafeText.Line(json, 400)}" : string.Empty;
        var reason = SafeText.Line(altered.GetProperty("reason").GetString());
        return $"altered at event {altered.GetProperty("place").GetInt32()}. {reason}{says}";
    }
}
