using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.LocalHost.Durable.History;

/// <summary>
/// What an app tells of an exception beside its message. It comes back as over the real stack's wire: each number as a
/// <see cref="double"/>; texts, truth values, times, lists and maps as they were; anything else as its text.
/// </summary>
/// <remarks>A time is kept as an object with one member: <c>{"$time":"2030-01-01T00:00:00.0000000Z"}</c>.</remarks>
internal static class FailureProperties
{
    private const string TimeKey = "$time";
    private const int MaxDepth = 16;
    private const int MaxLength = 64 * 1024;

    /// <summary>The properties as JSON; null when there are none, or when they are longer than 64 Ki characters.</summary>
    public static Dictionary<string, JsonElement>? Write(IDictionary<string, object?>? properties)
    {
        if (properties is not { Count: > 0 })
        {
            return null;
        }

        var json = ToNode(properties, depth: 0)!.ToJsonString();
        return json.Length <= MaxLength ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) : null;
    }

    public static IDictionary<string, object?>? Read(Dictionary<string, JsonElement>? properties) =>
        properties?.ToDictionary(entry => entry.Key, entry => Read(entry.Value), StringComparer.Ordinal);

    private static JsonNode? ToNode(object? value, int depth) => value switch
    {
        null => null,
        _ when depth > MaxDepth => JsonValue.Create(value.ToString()),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        DateTime time => new JsonObject { [TimeKey] = time.ToString("O", CultureInfo.InvariantCulture) },
        DateTimeOffset time => ToNode(time.UtcDateTime, depth),
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IDictionary<string, object?> members => new JsonObject(
            members.Select(member => KeyValuePair.Create(member.Key, ToNode(member.Value, depth + 1)))),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => ToNode(item, depth + 1))]),
        _ => JsonValue.Create(value.ToString()),
    };

    // JSON has no words for what is not finite.
    private static JsonNode Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    private static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object when Time(value) is { } time => time,
        JsonValueKind.Object =>
            value.EnumerateObject().ToDictionary(entry => entry.Name, entry => Read(entry.Value), StringComparer.Ordinal),
        _ => null,
    };

    // An app's own map may have a member of this name, too.
    private static DateTime? Time(JsonElement value) =>
        value.GetPropertyCount() == 1
        && value.TryGetProperty(TimeKey, out var text)
        && text.ValueKind == JsonValueKind.String
        && DateTime.TryParseExact(text.GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : null;
}
