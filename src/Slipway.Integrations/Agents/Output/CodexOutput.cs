using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Codex' <c>exec --json</c>.</summary>
/// <remarks>
/// <c>thread.started</c>, <c>turn.started</c>, <c>item.started|updated|completed</c>, and last <c>turn.completed</c> (with the usage) or
/// <c>turn.failed</c>. <c>error</c> also tells of a connection that is tried again, so it is no end.
/// </remarks>
internal sealed class CodexOutput(Action<AgentProgress>? progress) : JsonOutput(progress)
{
    protected override void ReadEvent(string? type, JsonElement line)
    {
        switch (type)
        {
            case "thread.started":
                Know(report => report with { SessionId = Text(line, "thread_id") });
                break;
            case "item.started" or "item.completed" when Object(line, "item") is { } item:
                ReadItem(item, isCompleted: type == "item.completed");
                break;
            case "turn.completed":
                ReadUsage(line);
                break;
            case "turn.failed":
                Fail(Object(line, "error") is { } error ? Text(error, "message") : null);
                break;
            case "error":
                Tell(AgentProgressKind.Retry, Message(Text(line, "message")));
                break;
        }
    }

    private void ReadItem(JsonElement item, bool isCompleted)
    {
        switch (Text(item, "type"))
        {
            case "agent_message" when isCompleted:
                Tell(AgentProgressKind.Text, Text(item, "text"));
                Answer(Text(item, "text"));
                break;
            case "command_execution" when !isCompleted:
                Tell(AgentProgressKind.Command, Text(item, "command"));
                break;
            case "command_execution" when Text(item, "status") == "declined":
                Deny($"run {Text(item, "command")}");
                break;
            case "file_change" when isCompleted:
                ReadFileChange(item);
                break;
            case "mcp_tool_call" or "web_search" when !isCompleted:
                Tell(AgentProgressKind.Tool, Text(item, "tool") ?? Text(item, "query") ?? Text(item, "type"));
                break;
            case "error":
                Tell(AgentProgressKind.Text, Text(item, "message"));
                break;
        }
    }

    private void ReadFileChange(JsonElement item)
    {
        var files = string.Join(", ", Items(item, "changes").Select(change => Text(change, "path")).OfType<string>());
        if (Text(item, "status") == "declined")
        {
            Deny($"change {files}");
        }
        else
        {
            Tell(AgentProgressKind.File, files);
        }
    }

    private void ReadUsage(JsonElement line)
    {
        var usage = Object(line, "usage");
        Know(report => report with
        {
            Kind = AgentOutcomeKind.Succeeded,
            Reason = null,
            Turns = (report.Turns ?? 0) + 1,
            CachedTokens = report.CachedTokens + (usage is { } read ? Number(read, "cached_input_tokens") ?? 0 : 0),
            Tokens = usage is { } used
                ? new AgentTokens(
                    (report.Tokens?.Input ?? 0) + (Number(used, "input_tokens") ?? 0),
                    (report.Tokens?.Output ?? 0) + (Number(used, "output_tokens") ?? 0))
                : report.Tokens,
        });
    }

    private void Fail(string? message) => Know(report => report with
    {
        Kind = ServiceRefusal.Of(message),
        Reason = OneLine(Message(message)),
    });

    /// <summary>The words in a message that is the service's JSON answer.</summary>
    private static string? Message(string? text)
    {
        if (text is null || !text.StartsWith('{'))
        {
            return text;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return (Object(document.RootElement, "error") is { } error ? Text(error, "message") : null) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
