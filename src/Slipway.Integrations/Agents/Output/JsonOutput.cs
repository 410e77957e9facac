using System.Globalization;
using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Output of one JSON object a line, each with a <c>type</c>.</summary>
internal abstract class JsonOutput(Action<AgentProgress>? progress) : AgentOutput(progress)
{
    protected sealed override void ReadLine(ReadOnlyMemory<byte> line)
    {
        if (line.Span.TrimStart((byte)' ').StartsWith("{"u8) && Parse(line) is { } document)
        {
            using (document)
            {
                ReadEvent(Text(document.RootElement, "type"), document.RootElement);
            }
        }
    }

    protected abstract void ReadEvent(string? type, JsonElement line);

    protected static string? Text(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    protected static long? Number(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    protected static decimal? Money(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var amount) ? amount : null;

    protected static bool IsTrue(JsonElement element, string name) => Find(element, name) is { ValueKind: JsonValueKind.True };

    protected static JsonElement? Object(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    protected static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>A number of any size as the agent wrote it, such as an HTTP status.</summary>
    protected static string? Digits(JsonElement element, string name) => Number(element, name)?.ToString(CultureInfo.InvariantCulture);

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static JsonDocument? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
