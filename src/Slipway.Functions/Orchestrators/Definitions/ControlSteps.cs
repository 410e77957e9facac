using System.Text.Json;
using Slipway.Core.Definitions;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>The plugins that are none: what a task <c>uses</c> when the workflow itself does the work.</summary>
internal static class ControlSteps
{
    public const string Approval = "approval";
    public const string Set = "set";
    public const string Subflow = "subflow";
    public const string WaitEvent = "wait.event";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Approval, Set, Subflow, WaitEvent];

    /// <summary>Who does a step's work.</summary>
    public static StepWork WorkOf(StepDefinition step) => step.Type switch
    {
        StepType.Approval => StepWork.Approval,
        StepType.Wait => StepWork.Wait,
        StepType.Subflow => StepWork.Subflow,
        StepType.ForEach => StepWork.ForEach,
        StepType.Decision when step.Uses is null => StepWork.Choose,
        _ => step.Uses switch
        {
            Approval => StepWork.Approval,
            WaitEvent => StepWork.Wait,
            Subflow => StepWork.Subflow,
            Set => StepWork.Set,
            _ => StepWork.Plugin,
        },
    };

    /// <summary>The definition that a step runs as a child, where it is one that an earlier step wrote.</summary>
    public static JsonElement? WrittenIn(JsonElement config) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty("definition", out var written)
            && written.ValueKind == JsonValueKind.Object ? written : null;

    /// <summary>What the steps of such a definition may use; <see langword="null"/> where nothing is said.</summary>
    public static IReadOnlyList<string>? PluginsIn(JsonElement config) =>
        config.TryGetProperty("plugins", out var plugins) && plugins.ValueKind == JsonValueKind.Array
            ? [.. plugins.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)]
            : null;

    /// <summary>The definition that a step runs as a child; <see langword="null"/> when it names none.</summary>
    public static string? DefinitionOf(StepDefinition step, JsonElement config) =>
        step.Type == StepType.Subflow && step.Uses is { } uses && uses != Subflow ? uses
        : config.ValueKind == JsonValueKind.Object && config.TryGetProperty("definition", out var name)
            && name.ValueKind == JsonValueKind.String ? name.GetString()
        : null;
}
