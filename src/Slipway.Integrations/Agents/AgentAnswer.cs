using System.Text.Json;

namespace Slipway.Integrations.Agents;

/// <summary>Finds an agent's answer in what it printed.</summary>
internal static class AgentAnswer
{
    /// <summary>The answer; the text itself when it is not in the expected form.</summary>
    internal static string Find(AgentOutputFormat format, string text) => format switch
    {
        AgentOutputFormat.ClaudeStream => Last(text, ClaudeResult) ?? text,
        AgentOutputFormat.CodexStream => Last(text, CodexMessage) ?? text,
        _ => text,
    };

    private static string? Last(string text, Func<JsonElement, string?> read)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Reverse())
        {
            if (line[0] == '{' && Read(line, read) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Read(string line, Func<JsonElement, string?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? ClaudeResult(JsonElement line) => Text(line, "type") == "result" ? Text(line, "result") : null;

    private static string? CodexMessage(JsonElement line) =>
        Text(line, "type") == "item.completed"
        && line.TryGetProperty("item", out var item) && item.ValueKind == JsonValueKind.Object && Text(item, "type") == "agent_message"
            ? Text(item, "text")
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
