using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>What values are, and what they are worth.</summary>
internal static class ExpressionValues
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (ExpressionTypes Type, string Name)[] TypeNames =
    [
        (ExpressionTypes.Boolean, "true or false"), (ExpressionTypes.Number, "a number"), (ExpressionTypes.Text, "a text"),
        (ExpressionTypes.List, "a list"), (ExpressionTypes.Object, "an object"), (ExpressionTypes.Null, "null"),
    ];

    public static JsonElement Null { get; } = JsonSerializer.SerializeToElement<object?>(null);

    public static JsonElement True { get; } = JsonSerializer.SerializeToElement(true);

    public static JsonElement False { get; } = JsonSerializer.SerializeToElement(false);

    public static JsonElement Of(bool value) => value ? True : False;

    public static JsonElement Of(double value, int position) => double.IsFinite(value)
        ? JsonSerializer.SerializeToElement(value)
        : throw ExpressionException.At(position, "The result is no finite number: it divides by zero, or is too large.");

    public static JsonElement Of(string value, int position) => value.Length <= Expression.MaxResultBytes
        ? JsonSerializer.SerializeToElement(value)
        : throw TooLarge(position);

    public static JsonElement Bounded(JsonElement value, int position)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return Null;
        }

        return JsonMarshal.GetRawUtf8Value(value).Length <= Expression.MaxResultBytes ? value : throw TooLarge(position);
    }

    public static ExpressionException TooLarge(int position) => ExpressionException.At(
        position, $"The result is larger than {Expression.MaxResultBytes:N0} bytes: save it as an artifact instead.");

    public static ExpressionTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => ExpressionTypes.Boolean,
        JsonValueKind.Number => ExpressionTypes.Number,
        JsonValueKind.String => ExpressionTypes.Text,
        JsonValueKind.Array => ExpressionTypes.List,
        JsonValueKind.Object => ExpressionTypes.Object,
        _ => ExpressionTypes.Null,
    };

    /// <summary>For people: <c>a text or null</c>.</summary>
    public static string Describe(ExpressionTypes types) =>
        string.Join(" or ", TypeNames.Where(pair => types.HasFlag(pair.Type)).Select(pair => pair.Name));

    public static string Describe(JsonElement value) => Describe(TypeOf(value));

    public static bool IsNull(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => !value.ValueEquals(""),
        _ => true,
    };

    /// <summary>Values of unlike types are never equal; numbers are by value, texts by code units.</summary>
    public static bool AreEqual(JsonElement left, JsonElement right) => (TypeOf(left), TypeOf(right)) switch
    {
        (ExpressionTypes.Null, ExpressionTypes.Null) => true,
        var (one, other) when one != other => false,
        (ExpressionTypes.Number, _) => left.GetDouble().Equals(right.GetDouble()),
        (ExpressionTypes.Text, _) => left.GetString() == right.GetString(),
        _ => JsonElement.DeepEquals(left, right),
    };

    /// <summary>As part of a longer text: null is nothing, lists and objects are JSON.</summary>
    public static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        _ => Json(value),
    };

    public static string Json(JsonElement value)
    {
        if (IsNull(value))
        {
            return "null";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
