using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions;

/// <summary>Writes a definition in its one canonical form: JSON, keys in the order of the reference, defaults left out, durations in the
/// form of ISO 8601. What the reader reads of it is the same definition.</summary>
public static class DefinitionWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly RetryDefinition RetryDefaults = new();
    private static readonly ErrorHandling ErrorDefaults = new();

    /// <summary>The canonical form.</summary>
    public static string Write(WorkflowDefinition definition) => Encoding.UTF8.GetString(Bytes(definition));

    /// <summary>The SHA-256 of the canonical form, as 64 lower-case hexadecimal digits: two definitions with the same one are the same.
    /// The order of inputs and outputs counts, as people see it.</summary>
    public static string Hash(WorkflowDefinition definition) => Convert.ToHexStringLower(SHA256.HashData(Bytes(definition)));

    private static byte[] Bytes(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            Definition(writer, definition);
        }

        return buffer.ToArray();
    }

    private static void Definition(Utf8JsonWriter writer, WorkflowDefinition definition)
    {
        writer.WriteStartObject();
        writer.WriteString("id", definition.Id);
        Text(writer, "name", definition.Name);
        Text(writer, "description", definition.Description);
        Text(writer, "version", definition.Version, WorkflowDefinition.DefaultVersion);
        Map(writer, "inputs", definition.Inputs, Input);
        Duration(writer, "timeout", definition.Timeout);
        Text(writer, "pullRequest", definition.PullRequest);
        Number(writer, "maxConcurrentSteps", definition.MaxConcurrentSteps, WorkflowDefinition.DefaultMaxConcurrentSteps);
        ErrorHandling(writer, definition.ErrorHandling);
        Steps(writer, definition.Steps, always: true);
        Map(writer, "outputs", definition.Outputs, (json, text) => json.WriteStringValue(text));
        writer.WriteEndObject();
    }

    private static void Input(Utf8JsonWriter writer, InputDefinition input)
    {
        writer.WriteStartObject();
        Choice(writer, "type", input.Type, InputType.String);
        Flag(writer, "required", input.Required, false);
        Json(writer, "default", input.Default);
        Text(writer, "description", input.Description);
        if (input.Enum is not null)
        {
            writer.WriteStartArray("enum");
            foreach (var value in input.Enum)
            {
                value.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void ErrorHandling(Utf8JsonWriter writer, ErrorHandling handling)
    {
        writer.WriteStartObject("errorHandling");
        Choice(writer, "strategy", handling.Strategy, ErrorDefaults.Strategy);
        Number(writer, "maxRetries", handling.MaxRetries, ErrorDefaults.MaxRetries);
        List(writer, "fallbackAgents", handling.FallbackAgents);
        Map(writer, "compensateWith", handling.CompensateWith, (json, id) => json.WriteStringValue(id));
        writer.WriteEndObject();
    }

    private static void Steps(Utf8JsonWriter writer, IReadOnlyList<StepDefinition> steps, bool always = false)
    {
        if (steps.Count == 0 && !always)
        {
            return;
        }

        writer.WriteStartArray("steps");
        foreach (var step in steps)
        {
            Step(writer, step);
        }

        writer.WriteEndArray();
    }

    private static void Step(Utf8JsonWriter writer, StepDefinition step)
    {
        writer.WriteStartObject();
        writer.WriteString("id", step.Id);
        Text(writer, "name", step.Name);
        Choice(writer, "type", step.Type, StepType.Task);
        Text(writer, "uses", step.Uses);
        Text(writer, "agent", step.Agent);
        List(writer, "dependsOn", step.DependsOn);
        Text(writer, "when", step.When);
        Duration(writer, "timeout", step.Timeout);
        if (step.Retry is { } retry)
        {
            Retry(writer, retry);
        }

        Text(writer, "onFailure", step.OnFailure);
        Flag(writer, "parallel", step.Parallel, true);
        Json(writer, "config", step.Config);
        Map(writer, "outputs", step.Outputs, (json, text) => json.WriteStringValue(text));
        Steps(writer, step.Steps);
        writer.WriteEndObject();
    }

    private static void Retry(Utf8JsonWriter writer, RetryDefinition retry)
    {
        writer.WriteStartObject("retry");
        Number(writer, "maxAttempts", retry.MaxAttempts, RetryDefaults.MaxAttempts);
        Duration(writer, "baseDelay", retry.BaseDelay, RetryDefaults.BaseDelay);
        Duration(writer, "maxDelay", retry.MaxDelay, RetryDefaults.MaxDelay);
        Choice(writer, "backoff", retry.Backoff, RetryDefaults.Backoff);
        Number(writer, "multiplier", retry.Multiplier, RetryDefaults.Multiplier);
        Number(writer, "jitter", retry.Jitter, RetryDefaults.Jitter);
        List(writer, "retryOn", retry.RetryOn);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value, string? unset = null)
    {
        if (value != unset && value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, double value, double unset)
    {
        if (!value.Equals(unset))
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool value, bool unset)
    {
        if (value != unset)
        {
            writer.WriteBoolean(name, value);
        }
    }

    private static void Duration(Utf8JsonWriter writer, string name, TimeSpan? value, TimeSpan? unset = null)
    {
        if (value != unset && value is { } duration)
        {
            writer.WriteString(name, Durations.Format(duration));
        }
    }

    private static void Choice<T>(Utf8JsonWriter writer, string name, T value, T unset)
        where T : struct, Enum
    {
        if (!value.Equals(unset))
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value);
        }
    }

    private static void Json(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { ValueKind: not JsonValueKind.Undefined } json)
        {
            writer.WritePropertyName(name);
            json.WriteTo(writer);
        }
    }

    private static void List(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Map<T>(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            writer.WritePropertyName(key);
            write(writer, value);
        }

        writer.WriteEndObject();
    }
}
