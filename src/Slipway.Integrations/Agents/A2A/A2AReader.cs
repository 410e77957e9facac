using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Output;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Reads what an agent answers, in the form of either version.</summary>
/// <remarks>
/// What is needed must be there, else a <see cref="JsonException"/> says what is missing; what is not known is passed over. What a task has
/// taken has no place in the protocol: it is read from <c>usage</c> in the metadata of the task, or of the message about its state, as
/// <c>{costUsd, inputTokens, outputTokens, cachedInputTokens, turns, model}</c>.
/// </remarks>
internal static class A2AReader
{
    private const int MostParts = 1_000;
    private const decimal MostUsd = 1_000_000;
    private const long MostCounted = int.MaxValue;

    /// <summary>What a message is answered with: a task, or a message.</summary>
    internal static A2ATask Sent(JsonElement result, A2AVersion version)
    {
        if (version == A2AVersion.V03)
        {
            return Text(result, "kind") == "message" ? Message(result) : Task(result);
        }

        return Member(result, "task") is { } task ? Task(task)
            : Member(result, "message") is { } message ? Message(message)
            : throw new JsonException("The answer holds neither a task nor a message.");
    }

    internal static A2ATask Task(JsonElement task)
    {
        var status = Member(task, "status") ?? throw new JsonException("The task has no status.");
        var word = (Text(status, "state") ?? throw new JsonException("The task's status has no state."))
            .Replace("TASK_STATE_", string.Empty, StringComparison.Ordinal).Replace('_', '-').ToLowerInvariant();
        var said = Member(status, "message");
        var history = Items(task, "history").ToList();
        List<A2APart> parts =
        [
            .. Items(task, "artifacts").SelectMany(artifact => Parts(artifact, Text(artifact, "name"))),
            .. said is { } message ? Parts(message, name: null).Where(part => part.Text is null || part.IsDiff) : [],
        ];
        return new A2ATask(
            Text(task, "id") is { Length: > 0 } id ? id : throw new JsonException("The task has no id."),
            Text(task, "contextId") is { Length: > 0 } context ? context : null,
            StateOf(word))
        {
            Word = word, Said = said is { } words ? WordsOf(words) : string.Empty,
            LastMessage = history.Where(entry => Text(entry, "role") is "agent" or "ROLE_AGENT").Select(WordsOf).LastOrDefault("")!,
            Parts = parts, MessageIds = [.. history.Select(entry => Text(entry, "messageId")).OfType<string>()],
            Usage = UsageOf(task) ?? (said is { } about ? UsageOf(about) : null) ?? new AgentReport(),
        };
    }

    /// <summary>A page of tasks, and the name of the next one.</summary>
    internal static (IReadOnlyList<A2ATask> Tasks, string? Next) Page(JsonElement result)
    {
        var tasks = Member(result, "tasks") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(Task).ToList()
            // An empty list may be left out.
            : result.ValueKind == JsonValueKind.Object && Member(result, "tasks") is null ? []
            : throw new JsonException("The answer holds no list of tasks.");
        return (tasks, Text(result, "nextPageToken") is { Length: > 0 } next ? next : null);
    }

    private static A2ATask Message(JsonElement message) =>
        new(Id: null, Text(message, "contextId"), A2AState.Completed)
        {
            Parts = [.. Parts(message, name: null)], LastMessage = WordsOf(message), Usage = UsageOf(message) ?? new AgentReport(),
        };

    private static A2AState StateOf(string word) => word switch
    {
        "completed" => A2AState.Completed,
        "failed" => A2AState.Failed,
        "canceled" => A2AState.Canceled,
        "rejected" => A2AState.Rejected,
        "input-required" => A2AState.InputRequired,
        "auth-required" => A2AState.AuthRequired,
        _ => A2AState.GoingOn,
    };

    private static IEnumerable<A2APart> Parts(JsonElement holder, string? name) =>
        Items(holder, "parts").Take(MostParts).Select(part => Part(part, name));

    private static A2APart Part(JsonElement part, string? name)
    {
        var file = Member(part, "file") ?? part;
        return new A2APart
        {
            Text = Text(part, "text"),
            Bytes = (Text(file, "bytes") ?? Text(part, "raw")) is { } base64 ? Decode(base64) : null,
            Data = Member(part, "data") is { ValueKind: JsonValueKind.Object } data ? data : null,
            IsElsewhere = (Text(file, "uri") ?? Text(part, "url")) is not null,
            Name = Text(file, "name") ?? Text(part, "filename") ?? name,
            MediaType = Text(file, "mimeType") ?? Text(part, "mediaType")
                ?? (Member(part, "metadata") is { } about ? Text(about, "mimeType") ?? Text(about, "mediaType") : null),
        };
    }

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException exception)
        {
            throw new JsonException("A file's bytes are not Base64.", exception);
        }
    }

    private static string WordsOf(JsonElement message) =>
        string.Join('\n', Parts(message, name: null).Where(part => !part.IsDiff).Select(part => part.Text).OfType<string>());

    private static AgentReport? UsageOf(JsonElement holder)
    {
        if (Member(holder, "metadata") is not { } metadata || Member(metadata, "usage") is not { ValueKind: JsonValueKind.Object } usage)
        {
            return null;
        }

        var (input, output) = (Count(usage, "inputTokens"), Count(usage, "outputTokens"));
        return new AgentReport
        {
            CostUsd = Member(usage, "costUsd") is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var cost)
                && cost is >= 0 and < MostUsd ? cost : null,
            Tokens = input is null && output is null ? null : new AgentTokens(input ?? 0, output ?? 0),
            CachedTokens = Count(usage, "cachedInputTokens") ?? 0, Turns = (int?)Count(usage, "turns"), Model = Text(usage, "model"),
        };
    }

    private static long? Count(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count)
        && count is >= 0 and <= MostCounted ? count : null;

    private static IEnumerable<JsonElement> Items(JsonElement holder, string name) => Member(holder, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        _ => throw new JsonException($"'{name}' is no list."),
    };

    private static string? Text(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>What an object holds under a name; <see langword="null"/> when that is null or nothing.</summary>
    private static JsonElement? Member(JsonElement holder, string name) => holder.ValueKind != JsonValueKind.Object
        ? throw new JsonException($"Where '{name}' is looked for is no object.")
        : holder.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
}
