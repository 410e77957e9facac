using System.Text.Json;

namespace Slipway.Core.Security;

/// <summary>Cleans JSON from outside: its texts are sanitised and redacted, its size is limited.</summary>
public static class CleanJson
{
    /// <summary>The largest value unless it is said, in characters of JSON: 64 Ki.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The value with clean texts; <see langword="null"/> when it is too large.</summary>
    /// <param name="value">Whatever came.</param>
    /// <param name="maxLength">The largest value taken, in characters of JSON.</param>
    /// <param name="mask">Takes known secrets out of each text; unset: none are known.</param>
    public static JsonElement? Of(JsonElement value, int maxLength = MaxLength, Func<string, string>? mask = null)
    {
        if (value.ValueKind == JsonValueKind.Undefined || value.GetRawText().Length > maxLength)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, mask);
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, Func<string, string>? mask)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(Sanitiser.Text(member.Name));
                    Write(writer, member.Value, mask);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, mask);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = Redactor.Redact(Sanitiser.Text(value.GetString()!));
                writer.WriteStringValue(mask is null ? text : mask(text));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
