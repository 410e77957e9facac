using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Definitions.Validation;

namespace Slipway.Core.Definitions;

/// <summary>Checks values by the part of JSON Schema that configs and answers need: <c>type required properties additionalProperties enum
/// items minItems maxItems minLength maxLength minimum maximum pattern</c>. Other keywords are for people and editors.</summary>
public static class JsonSchemas
{
    /// <summary>The largest schema that is taken, in characters.</summary>
    public const int MaxLength = 32 * 1024;

    private const int MaxDepth = 16;

    private static readonly string[] Types = ["object", "array", "string", "boolean", "number", "integer", "null"];
    private static readonly string[] Numbers = ["minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum"];

    /// <summary>What is wrong with a value, with the place of each problem; empty when it fits.</summary>
    /// <param name="schema">One that <see cref="Problem(JsonElement)"/> finds nothing wrong with.</param>
    /// <param name="value">Any value; texts count as they are.</param>
    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new ProblemList(source: null);
        new ConfigSchema(problems, takesExpressions: false).Check(schema, value, "answer");
        return [.. problems.ToList().Select(problem => $"{problem.Path}: {problem.Message}")];
    }

    /// <summary>What is wrong with a step's config whose expressions are evaluated, with the place; <see langword="null"/> when it fits.
    /// What they left empty is unset, and whatever stands for a text is one.</summary>
    /// <param name="schema">The plugin's.</param>
    /// <param name="config">As the plugin gets it.</param>
    public static string? ConfigProblem(JsonElement schema, JsonElement config)
    {
        var problems = new ProblemList(source: null);
        new ConfigSchema(problems, takesExpressions: false, isEvaluated: true).Check(schema, config, "config");
        return problems.ToList() is [{ } first, ..] ? $"{first.Path}: {first.Message}" : null;
    }

    /// <summary>What is wrong with a schema that somebody wrote; <see langword="null"/> when values can be checked by it.</summary>
    public static string? Problem(JsonElement schema) => schema.ValueKind != JsonValueKind.Object ? "A schema must be an object."
        : schema.GetRawText().Length > MaxLength ? $"A schema has at most {MaxLength:N0} characters."
        : Problem(schema, "schema", 0);

    private static string? Problem(JsonElement schema, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            return $"{path} is nested more than {MaxDepth} deep.";
        }

        // 'additionalProperties' may also be true or false.
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{path} must be an object.";
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            var at = $"{path}.{keyword.Name}";
            var problem = keyword.Name switch
            {
                "type" => IsType(keyword.Value) ? null : $"{at} must be one of {string.Join(", ", Types)}, or a list of them.",
                "required" => Strings(keyword.Value) ? null : $"{at} must be a list of names.",
                "enum" => keyword.Value.ValueKind == JsonValueKind.Array ? null : $"{at} must be a list.",
                "pattern" => PatternProblem(keyword.Value, at),
                "items" or "additionalProperties" => Problem(keyword.Value, at, depth + 1),
                "properties" => keyword.Value.ValueKind != JsonValueKind.Object
                    ? $"{at} must be an object."
                    : keyword.Value.EnumerateObject().Select(each => Problem(each.Value, $"{at}.{each.Name}", depth + 1))
                        .FirstOrDefault(inner => inner is not null),
                _ when Numbers.Contains(keyword.Name, StringComparer.Ordinal) && keyword.Value.ValueKind != JsonValueKind.Number =>
                    $"{at} must be a number.",
                _ => null,
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool IsType(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && IsType(one))
        : type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString(), StringComparer.Ordinal);

    private static bool Strings(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String);

    private static string? PatternProblem(JsonElement pattern, string at)
    {
        try
        {
            _ = new Regex(
                pattern.ValueKind == JsonValueKind.String ? pattern.GetString()! : "(", RegexOptions.NonBacktracking,
                TimeSpan.FromSeconds(1));
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return $"{at} must be a regular expression without lookarounds and back references.";
        }
    }
}
