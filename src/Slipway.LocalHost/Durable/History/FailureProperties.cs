using System.Text.Json;

namespace Slipway.LocalHost.Durable.History;

/// <summary>
/// What an app tells of an exception beside its message. Numbers, texts, truth values, lists and maps of them come back as such; whatever
/// else is told comes back as its JSON has it.
/// </summary>
internal static class FailureProperties
{
    public static Dictionary<string, JsonElement>? Write(IDictionary<string, object?>? properties) =>
        properties is null or { Count: 0 }
            ? null
            : properties.ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value), StringComparer.Ordinal);

    public static IDictionary<string, object?>? Read(Dictionary<string, JsonElement>? properties) =>
        properties?.ToDictionary(entry => entry.Key, entry => Read(entry.Value), StringComparer.Ordinal);

    private static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var integer) ? integer : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object =>
            value.EnumerateObject().ToDictionary(entry => entry.Name, entry => Read(entry.Value), StringComparer.Ordinal),
        _ => null,
    };
}
