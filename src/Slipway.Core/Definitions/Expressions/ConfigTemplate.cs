using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>A step's <c>config</c>, whose texts may hold expressions.</summary>
public static class ConfigTemplate
{
    /// <summary>Largest evaluated config, in bytes of UTF-8.</summary>
    public const int MaxResultBytes = 262_144;

    private const int MaxDepth = 128;

    /// <summary>Evaluates all texts; names of members stay as they are.</summary>
    /// <returns>The same structure, with values in place of expressions; independent of <paramref name="config"/>'s document.</returns>
    /// <exception cref="ExpressionException">A text is no template, one of its expressions has no value, or the whole is larger than
    /// <see cref="MaxResultBytes"/> or nested deeper than 128.</exception>
    public static JsonElement Evaluate(JsonElement config, ExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, config, scope, 0);
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), new() { MaxDepth = 2 * MaxDepth });
        return document.RootElement.Clone();
    }

    internal static ExpressionException TooLarge() => ExpressionException.At(
        0, $"The config is larger than {MaxResultBytes:N0} bytes with its expressions evaluated: give large things as artifacts.");

    private static void Write(Utf8JsonWriter writer, JsonElement value, ExpressionScope scope, int depth)
    {
        if (depth > MaxDepth)
        {
            throw ExpressionException.At(0, $"The config is nested more than {MaxDepth} deep.");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, scope, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, scope, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                Text(value, scope).WriteTo(writer);
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }

        if (writer.BytesCommitted + writer.BytesPending > MaxResultBytes)
        {
            throw TooLarge();
        }
    }

    private static JsonElement Text(JsonElement value, ExpressionScope scope)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ExpressionException.At(0, "A text of the config holds half a surrogate pair, which stands for no character.");
        }

        return TextTemplate.TryParse(text, out var template, out var error)
            ? template.Evaluate(scope)
            : throw new ExpressionException(error);
    }
}
