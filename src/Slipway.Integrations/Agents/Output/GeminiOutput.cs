using System.Text;
using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Gemini CLI's <c>-o stream-json</c>.</summary>
/// <remarks>
/// <c>init</c>, <c>message</c> (the assistant's in pieces), <c>tool_use</c>, <c>tool_result</c>, <c>error</c> (not the end), and last
/// <c>result</c> with its <c>status</c>. Its answer is what the assistant says after its last tool.
/// </remarks>
internal sealed class GeminiOutput(Action<AgentProgress>? progress) : JsonOutput(progress)
{
    private const int MostAnswerCharacters = 1024 * 1024;

    private readonly StringBuilder _answer = new();

    protected override void ReadEvent(string? type, JsonElement line)
    {
        switch (type)
        {
            case "init":
                Know(report => report with { SessionId = Text(line, "session_id"), Model = Text(line, "model") });
                break;
            case "message" when Text(line, "role") == "assistant":
                Say(Text(line, "content"));
                break;
            case "tool_use":
                _answer.Clear();
                TellTool(Text(line, "tool_name") ?? "a tool", Object(line, "parameters"));
                break;
            case "tool_result" when Text(line, "status") == "error":
                ReadToolError(line);
                break;
            case "error":
                Tell(AgentProgressKind.Retry, Text(line, "message"));
                break;
            case "result":
                ReadResult(line);
                break;
        }
    }

    private void Say(string? text)
    {
        if (_answer.Length < MostAnswerCharacters)
        {
            _answer.Append(text);
        }

        Answer(_answer.ToString());
        Tell(AgentProgressKind.Text, _answer.ToString());
    }

    private void TellTool(string name, JsonElement? parameters)
    {
        var (command, file) = parameters is { } given ? (Text(given, "command"), Text(given, "file_path")) : (null, null);
        var (kind, text) = name switch
        {
            "run_shell_command" => (AgentProgressKind.Command, command ?? name),
            "write_file" or "replace" => (AgentProgressKind.File, file ?? name),
            _ => (AgentProgressKind.Tool, (file ?? command) is { } what ? $"{name}: {what}" : name),
        };
        Tell(kind, text);
    }

    private void ReadToolError(JsonElement line)
    {
        if (Object(line, "error") is { } error && Text(error, "type") is "permission_denied" or "policy_violation")
        {
            Deny(Text(error, "message") ?? "use a tool");
        }
    }

    private void ReadResult(JsonElement line)
    {
        var stats = Object(line, "stats");
        var error = Object(line, "error");
        var reason = error is { } found ? $"{Text(found, "type")}: {Text(found, "message")}" : null;
        Know(report => report with
        {
            Kind = Text(line, "status") == "success" ? AgentOutcomeKind.Succeeded : KindOf(reason),
            Reason = OneLine(reason),
            CachedTokens = stats is { } read ? Number(read, "cached") ?? 0 : 0,
            Tokens = stats is { } used
                ? new AgentTokens(Number(used, "input_tokens") ?? 0, Number(used, "output_tokens") ?? 0)
                : report.Tokens,
        });
    }

    private static AgentOutcomeKind KindOf(string? reason) =>
        reason?.Contains("Turn", StringComparison.Ordinal) == true && reason.Contains("imit", StringComparison.Ordinal)
            ? AgentOutcomeKind.MaxTurns
            : ServiceRefusal.Of(reason);
}
