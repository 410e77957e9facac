using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Claude Code's <c>--output-format stream-json</c>.</summary>
/// <remarks>
/// A line is <c>system</c> (<c>init</c>, <c>api_retry</c>), <c>assistant</c>, <c>user</c> (a tool's result), and last <c>result</c>. The
/// result's <c>subtype</c> is <c>success</c> also when the service refused: <c>is_error</c> and <c>api_error_status</c> decide.
/// </remarks>
internal sealed class ClaudeOutput(Action<AgentProgress>? progress) : JsonOutput(progress)
{
    private static readonly HashSet<string> FileTools = new(["Write", "Edit", "MultiEdit", "NotebookEdit"], StringComparer.Ordinal);

    private string? _message;
    private string? _error;
    private AgentTokens _before = new(0, 0);
    private long _cachedBefore;

    protected override void ReadEvent(string? type, JsonElement line)
    {
        switch (type)
        {
            case "system":
                ReadSystem(line);
                break;
            case "assistant" when Object(line, "message") is { } message:
                _error = Text(line, "error") ?? _error;
                ReadMessage(message);
                break;
            case "result":
                ReadResult(line);
                break;
        }
    }

    private void ReadSystem(JsonElement line)
    {
        Know(report => report with
        {
            SessionId = Text(line, "session_id") ?? report.SessionId,
            Model = Text(line, "model") ?? report.Model,
        });
        if (Text(line, "subtype") == "api_retry")
        {
            Tell(
                AgentProgressKind.Retry,
                $"The model's service did not answer ({Digits(line, "error_status") ?? Text(line, "error")}); "
                + $"attempt {Digits(line, "attempt")} of {Digits(line, "max_retries")}");
        }
    }

    private void ReadMessage(JsonElement message)
    {
        Count(message);
        foreach (var part in Items(message, "content"))
        {
            switch (Text(part, "type"))
            {
                case "text":
                    Tell(AgentProgressKind.Text, Text(part, "text"));
                    break;
                case "tool_use":
                    TellTool(Text(part, "name") ?? "a tool", Object(part, "input"));
                    break;
            }
        }
    }

    // A message comes once for each of its parts, each time with the usage so far.
    private void Count(JsonElement message)
    {
        if (Object(message, "usage") is not { } usage)
        {
            return;
        }

        if (Text(message, "id") != _message)
        {
            _message = Text(message, "id");
            _before = Report.Tokens ?? _before;
            _cachedBefore = Report.CachedTokens;
        }

        var used = TokensOf(usage);
        Know(report => report with
        {
            Tokens = new AgentTokens(_before.Input + used.Input, _before.Output + used.Output),
            CachedTokens = _cachedBefore + (Number(usage, "cache_read_input_tokens") ?? 0),
        });
    }

    private void TellTool(string name, JsonElement? input)
    {
        var what = Argument(input);
        var (kind, text) = name switch
        {
            "Bash" => (AgentProgressKind.Command, what ?? name),
            _ when FileTools.Contains(name) => (AgentProgressKind.File, what ?? name),
            _ => (AgentProgressKind.Tool, what is null ? name : $"{name}: {what}"),
        };
        Tell(kind, text);
    }

    private void ReadResult(JsonElement line)
    {
        foreach (var denial in Items(line, "permission_denials"))
        {
            var what = Argument(Object(denial, "tool_input"));
            var tool = Text(denial, "tool_name") ?? "a tool";
            Deny(what is null ? tool : $"{tool} {what}");
        }

        var failed = IsTrue(line, "is_error");
        Answer(Text(line, "result"));
        Know(report => report with
        {
            Kind = KindOf(line, failed),
            Reason = failed ? OneLine(string.Join("; ", Errors(line))) : null,
            SessionId = Text(line, "session_id") ?? report.SessionId,
            CostUsd = Money(line, "total_cost_usd"),
            Tokens = Object(line, "modelUsage") is { } models ? TokensOfModels(models) : report.Tokens,
            CachedTokens = Object(line, "modelUsage") is { } all
                ? all.EnumerateObject().Sum(model => Number(model.Value, "cacheReadInputTokens") ?? 0)
                : report.CachedTokens,
            Turns = (int?)Number(line, "num_turns"),
        });
    }

    private AgentOutcomeKind KindOf(JsonElement line, bool failed) => Text(line, "subtype") switch
    {
        "error_max_turns" => AgentOutcomeKind.MaxTurns,
        "error_max_budget_usd" => AgentOutcomeKind.Budget,
        _ when !failed => AgentOutcomeKind.Succeeded,
        _ when Number(line, "api_error_status") is { } status => ServiceRefusal.Of(status),
        _ => ServiceRefusal.Of(_error?.Replace('_', ' ')),
    };

    private static IEnumerable<string> Errors(JsonElement line)
    {
        var errors = Items(line, "errors").Where(error => error.ValueKind == JsonValueKind.String).Select(error => error.GetString()!);
        return Text(line, "result") is { Length: > 0 } result ? errors.Prepend(result) : errors;
    }

    private static string? Argument(JsonElement? input) => input is { } given
        ? Text(given, "file_path") ?? Text(given, "notebook_path") ?? Text(given, "command") ?? Text(given, "pattern") ?? Text(given, "url")
        : null;

    private static AgentTokens TokensOf(JsonElement usage) => new(
        (Number(usage, "input_tokens") ?? 0) + (Number(usage, "cache_creation_input_tokens") ?? 0)
            + (Number(usage, "cache_read_input_tokens") ?? 0),
        Number(usage, "output_tokens") ?? 0);

    // The result's own usage leaves out what the run was broken off in, and the smaller models beside the main one.
    private static AgentTokens TokensOfModels(JsonElement models) => models.EnumerateObject()
        .Select(model => model.Value)
        .Aggregate(new AgentTokens(0, 0), (sum, model) => new AgentTokens(
            sum.Input + (Number(model, "inputTokens") ?? 0) + (Number(model, "cacheReadInputTokens") ?? 0)
                + (Number(model, "cacheCreationInputTokens") ?? 0),
            sum.Output + (Number(model, "outputTokens") ?? 0)));
}
