using System.Text.Json;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Validation;

/// <summary>Checks inputs: what a definition says of them, and what a run is given.</summary>
internal static class InputCheck
{
    /// <summary>Checks that defaults and allowed values are of their type.</summary>
    public static void Definitions(ProblemList problems, WorkflowDefinition definition)
    {
        foreach (var (name, input) in definition.Inputs)
        {
            var path = $"inputs.{name}";
            foreach (var (index, value) in (input.Enum ?? []).Index().Where(each => !IsOfType(each.Item, input.Type)))
            {
                problems.Add($"{path}.enum[{index}]", $"This must be {Describe(input.Type)}, as the input is, not {Shown(value)}.");
            }

            if (input.Enum is { Count: 0 })
            {
                problems.Add(path + ".enum", "Without a value to choose, no run could be given this input.");
            }

            if (input.Default is { ValueKind: not JsonValueKind.Null } unset && Wrong(input, unset) is { } wrong)
            {
                problems.Add(path + ".default", wrong);
            }
        }
    }

    /// <summary>What is wrong with a value; <see langword="null"/> when nothing is.</summary>
    public static string? Wrong(InputDefinition input, JsonElement value)
    {
        if (!IsOfType(value, input.Type))
        {
            return $"This must be {Describe(input.Type)}, not {Shown(value)}.";
        }

        return input.Enum is null || input.Enum.Any(one => JsonElement.DeepEquals(one, value))
            ? null
            : $"This must be one of {string.Join(", ", input.Enum.Select(one => one.GetRawText()))}, not {Shown(value)}.";
    }

    private static bool IsOfType(JsonElement value, InputType type) => (type, value.ValueKind) switch
    {
        (InputType.String, JsonValueKind.String) => true,
        (InputType.Number, JsonValueKind.Number) => true,
        (InputType.Integer, JsonValueKind.Number) => double.IsInteger(value.GetDouble()),
        (InputType.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
        (InputType.Array, JsonValueKind.Array) => true,
        (InputType.Object, JsonValueKind.Object) => true,
        _ => false,
    };

    private static string Describe(InputType type) => type switch
    {
        InputType.String => "a text",
        InputType.Number => "a number",
        InputType.Integer => "a whole number",
        InputType.Boolean => "true or false",
        InputType.Array => "a list",
        _ => "an object",
    };

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        _ => value.GetRawText(),
    };
}
