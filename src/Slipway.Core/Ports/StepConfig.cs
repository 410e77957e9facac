using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Policies;

namespace Slipway.Core.Ports;

/// <summary>Reads what a step's config says.</summary>
public static class StepConfig
{
    /// <summary>Reads a text that must be there.</summary>
    /// <param name="context">The step.</param>
    /// <param name="name">The member of its config.</param>
    /// <param name="value">The text.</param>
    /// <param name="failure">The step's failure, when it is not there.</param>
    public static bool TryRead(
        StepContext context, string name, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out StepOutcome? failure)
    {
        ArgumentNullException.ThrowIfNull(context);
        value = context.Text(name);
        failure = string.IsNullOrWhiteSpace(value)
            ? StepOutcome.Failed(
                ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"The config of '{context.StepId}' needs '{name}', a text.")
            : null;
        return failure is null;
    }

    /// <summary>Whether a member of the config is true; one that is not there is what is said.</summary>
    public static bool Flag(StepContext context, string name, bool unset = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Config.ValueKind == JsonValueKind.Object && context.Config.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.True
            : unset;
    }

    /// <summary>A duration of the config, such as <c>30s</c> or <c>PT5M</c>; <see langword="null"/> when it is not there, or is
    /// none.</summary>
    public static TimeSpan? Duration(StepContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Text(name) is { } text ? Durations.Parse(text) : null;
    }

    /// <summary>Texts of a config: a list of them, or one with commas between them. Empty when they are not there.</summary>
    public static IReadOnlyList<string> Texts(JsonElement config, string name) =>
        config.ValueKind != JsonValueKind.Object || !config.TryGetProperty(name, out var texts) ? []
        : texts.ValueKind == JsonValueKind.Array
            ? [.. texts.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()!)]
        : texts.ValueKind == JsonValueKind.String
            ? texts.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [];

    /// <summary>A text of a config as it is written; <see langword="null"/> when it is none, or an expression may still change it.
    /// </summary>
    public static string? Literal(JsonElement config, string name) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var value) ? Literal(value) : null;

    /// <summary>As <see cref="Literal(JsonElement, string)"/>, of a value.</summary>
    public static string? Literal(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !text.Contains("${{", StringComparison.Ordinal)
            ? text
            : null;

    /// <summary>The failure of a step whose config cannot be taken.</summary>
    /// <param name="context">The step.</param>
    /// <param name="what">What is wrong; it follows "The config of 'step' ".</param>
    public static StepOutcome Invalid(StepContext context, string what)
    {
        ArgumentNullException.ThrowIfNull(context);
        return StepOutcome.Failed(
            ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"The config of '{context.StepId}' {what}");
    }

    /// <summary>A JSON Schema, as it is written.</summary>
    public static JsonElement Schema([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
