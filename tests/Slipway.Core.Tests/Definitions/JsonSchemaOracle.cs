using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Core.Tests.Definitions;

/// <summary>Whether a value fits a JSON Schema: the keywords that the published schema uses, by the specification alone.</summary>
internal sealed class JsonSchemaOracle(JsonElement root)
{
    public bool Fits(JsonElement value) => Fits(root, value);

    private bool Fits(JsonElement schema, JsonElement value) => schema.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => schema.EnumerateObject().All(keyword => Holds(keyword.Name, keyword.Value, schema, value)),
    };

    private bool Holds(string keyword, JsonElement rule, JsonElement schema, JsonElement value) => keyword switch
    {
        "$ref" => Fits(rule.GetString()!.Split('/').Skip(1).Aggregate(root, (at, name) => at.GetProperty(name)), value),
        "anyOf" => rule.EnumerateArray().Any(one => Fits(one, value)),
        "allOf" => rule.EnumerateArray().All(one => Fits(one, value)),
        "if" => !Fits(rule, value) || Fits(schema.GetProperty("then"), value),
        "const" => JsonElement.DeepEquals(rule, value),
        "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "type" when rule.ValueKind == JsonValueKind.Array => rule.EnumerateArray().Any(one => Is(one.GetString()!, value)),
        "type" => Is(rule.GetString()!, value),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(),
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String
            || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.NonBacktracking),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Fits(rule, item)),
        "required" => value.ValueKind != JsonValueKind.Object
            || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "maxProperties" => value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() <= rule.GetInt32(),
        "propertyNames" => Members(value).All(member => Fits(rule, JsonSerializer.SerializeToElement(member.Name))),
        "properties" => Members(value).All(member => !rule.TryGetProperty(member.Name, out var own) || Fits(own, member.Value)),
        "additionalProperties" => Members(value).All(member =>
            (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out _)) || Fits(rule, member.Value)),
        "$schema" or "$defs" or "$id" or "title" or "description" or "deprecated" or "then" => true,
        _ => throw new InvalidOperationException($"The schema uses '{keyword}', which this does not know."),
    };

    private static IEnumerable<JsonProperty> Members(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => value.ValueKind == JsonValueKind.Null,
    };
}
