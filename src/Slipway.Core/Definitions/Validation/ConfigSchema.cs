using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Security;

namespace Slipway.Core.Definitions.Validation;

/// <summary>Checks a config by the part of JSON Schema that configs need: <c>type required properties additionalProperties enum items
/// minItems maxItems minLength maxLength minimum maximum pattern</c>. Other keywords are for people and editors.</summary>
/// <remarks>Where expressions are taken, a text with one may become anything when it is one expression, and is some text otherwise: only
/// its type counts. Where they are evaluated, null is unset, and any other value may stand for a text, as plugins take it.
/// Patterns are matched without backtracking, so lookarounds and back references are no part of them.
/// </remarks>
internal sealed class ConfigSchema(ProblemList problems, bool takesExpressions = true, bool isEvaluated = false)
{
    private const int MaxDepth = 32;

    public void Check(JsonElement schema, JsonElement value, string path) => Check(schema, value, path, 0);

    private void Check(JsonElement schema, JsonElement value, string path, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return;
        }

        if (takesExpressions && value.ValueKind == JsonValueKind.String && Template(value.GetString()!) is { } template)
        {
            if (!template.IsExpression && !Allows(schema, "string"))
            {
                problems.Add(path, $"This must be {Types(schema)}, and becomes a text: let one expression be all of it.");
            }

            return;
        }

        if (isEvaluated && IsTakenAsItIs(schema, value, path))
        {
            return;
        }

        if (schema.TryGetProperty("type", out _) && !TypesOf(value).Any(type => Allows(schema, type)))
        {
            problems.Add(path, $"This must be {Types(schema)}, not {Shown(value)}.");
            return;
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            var names = choices.EnumerateArray().Select(ExpressionValues.AsText).ToList();
            var nearest = Nearest.One(ExpressionValues.AsText(value), names);
            problems.Add(path, $"This must be one of {string.Join(", ", names)}, not {Shown(value)}.", nearest);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Object(schema, value, path, depth);
                break;
            case JsonValueKind.Array:
                Array(schema, value, path, depth);
                break;
            case JsonValueKind.String:
                Text(schema, value.GetString()!, path);
                break;
            case JsonValueKind.Number:
                Range(schema, "minimum", "maximum", value.GetDouble(), "", path);
                break;
        }
    }

    private bool IsTakenAsItIs(JsonElement schema, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        var isText = schema.TryGetProperty("type", out _) && Allows(schema, "string") && !TypesOf(value).Any(type => Allows(schema, type));
        if (isText)
        {
            Text(schema, value.GetRawText(), path);
        }

        return isText;
    }

    private void Object(JsonElement schema, JsonElement value, string path, int depth)
    {
        var hasProperties = schema.TryGetProperty("properties", out var properties);
        var additional = schema.TryGetProperty("additionalProperties", out var more) ? more : default;
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{path}.{member.Name}";
            if (hasProperties && properties.TryGetProperty(member.Name, out var own))
            {
                Check(own, member.Value, at, depth + 1);
            }
            else if (additional.ValueKind == JsonValueKind.False)
            {
                problems.Add(at, $"There is no '{Sanitiser.Line(member.Name, 60)}' here.",
                    hasProperties ? Nearest.One(member.Name, properties.EnumerateObject().Select(one => one.Name)) : null);
            }
            else
            {
                Check(additional, member.Value, at, depth + 1);
            }
        }

        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(one => one.GetString()!))
            {
                if (!value.TryGetProperty(name, out _))
                {
                    var own = hasProperties && properties.TryGetProperty(name, out var found) ? found : default;
                    problems.Add(path, $"'{name}' is missing{Meaning(own) ?? "."}");
                }
            }
        }
    }

    private void Array(JsonElement schema, JsonElement value, string path, int depth)
    {
        Range(schema, "minItems", "maxItems", value.GetArrayLength(), " entries", path);
        if (!schema.TryGetProperty("items", out var items))
        {
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(items, item, $"{path}[{index++}]", depth + 1);
        }
    }

    private void Text(JsonElement schema, string value, string path)
    {
        Range(schema, "minLength", "maxLength", value.Length, " characters", path);
        if (schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))
        {
            var form = Meaning(schema) ?? $": {pattern.GetString()}";
            problems.Add(path, $"The text '{Sanitiser.Line(value, 60)}' is not of the form that is needed{form}");
        }
    }

    private void Range(JsonElement schema, string low, string high, double value, string unit, string path)
    {
        if (schema.TryGetProperty(low, out var min) && value < min.GetDouble())
        {
            problems.Add(path, $"This must be at least {min.GetRawText()}{unit}, not {value}.");
        }

        if (schema.TryGetProperty(high, out var max) && value > max.GetDouble())
        {
            problems.Add(path, $"This must be at most {max.GetRawText()}{unit}, not {value}.");
        }
    }

    private static string? Meaning(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("description", out var text) ? $": {text.GetString()}" : null;

    /// <summary>The template, when there are expressions in the text. What is wrong with one is reported elsewhere.</summary>
    private static TextTemplate? Template(string text) =>
        TextTemplate.TryParse(text, out var template, out _) && template.Expressions.Count > 0 ? template : null;

    private static bool Allows(JsonElement schema, string type) => !schema.TryGetProperty("type", out var types)
        || (types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Any(one => one.ValueEquals(type)) : types.ValueEquals(type));

    private static string Types(JsonElement schema)
    {
        var type = schema.GetProperty("type");
        return type.ValueKind == JsonValueKind.Array
            ? string.Join(" or ", type.EnumerateArray().Select(one => one.GetString()))
            : type.GetString()!;
    }

    private static string[] TypesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ["object"],
        JsonValueKind.Array => ["array"],
        JsonValueKind.String => ["string"],
        JsonValueKind.True or JsonValueKind.False => ["boolean"],
        JsonValueKind.Number => double.IsInteger(value.GetDouble()) ? ["number", "integer"] : ["number"],
        _ => ["null"],
    };

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"the text '{Sanitiser.Line(value.GetString()!, 60)}'",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => value.GetRawText(),
    };
}
