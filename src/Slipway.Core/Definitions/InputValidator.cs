using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Definitions.Validation;

namespace Slipway.Core.Definitions;

/// <summary>Checks what a run is given.</summary>
public static class InputValidator
{
    /// <summary>Largest inputs, in bytes of JSON.</summary>
    public const int MaxBytes = 262_144;

    /// <summary>Applies defaults and finds everything that is missing, unknown or of the wrong type.</summary>
    /// <param name="definition">What is run.</param>
    /// <param name="given">A JSON object; null or undefined is an empty one.</param>
    public static InputReading Validate(WorkflowDefinition definition, JsonElement given)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var problems = new ProblemList(null);
        var inputs = new JsonObject();
        if (given.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            problems.Add("inputs", "Inputs are an object: values by name.");
        }
        else if (given.ValueKind == JsonValueKind.Object && Encoding.UTF8.GetByteCount(given.GetRawText()) is var size && size > MaxBytes)
        {
            problems.Add("inputs", $"They have {size:N0} bytes; at most {MaxBytes:N0} are allowed: give large things as files.");
        }
        else
        {
            Known(problems, definition, given, inputs);
            Unknown(problems, definition, given);
        }

        return new InputReading(JsonSerializer.SerializeToElement(inputs), problems.ToList());
    }

    private static void Known(ProblemList problems, WorkflowDefinition definition, JsonElement given, JsonObject inputs)
    {
        foreach (var (name, input) in definition.Inputs)
        {
            var path = $"inputs.{name}";
            var value = given.ValueKind == JsonValueKind.Object && given.TryGetProperty(name, out var found) ? found : default;
            if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                if (InputCheck.Wrong(input, value) is { } wrong)
                {
                    problems.Add(path, wrong);
                }

                inputs[name] = JsonSerializer.SerializeToNode(value);
            }
            else if (input.Required)
            {
                problems.Add(path, $"'{name}' is missing{(input.Description is null ? "." : $": {input.Description}")}");
            }
            else
            {
                inputs[name] = input.Default is { } unset ? JsonSerializer.SerializeToNode(unset) : null;
            }
        }
    }

    private static void Unknown(ProblemList problems, WorkflowDefinition definition, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in given.EnumerateObject().Where(member => !definition.Inputs.ContainsKey(member.Name)))
        {
            problems.Add(
                "inputs",
                $"There is no input '{Security.Sanitiser.Line(member.Name, 60)}' in {definition.Id}.",
                Nearest.One(member.Name, definition.Inputs.Keys));
        }
    }
}
