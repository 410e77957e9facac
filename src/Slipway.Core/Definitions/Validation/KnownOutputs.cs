using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions.Validation;

/// <summary>Which outputs the steps of a definition may give, as far as that is known before it runs.</summary>
internal static class KnownOutputs
{
    private static readonly string[] Approval = ["approved", "votes", "form"];
    private static readonly string[] Wait = ["received", "actor", "data"];

    /// <summary>By id; a step that may give any is left out.</summary>
    public static Dictionary<string, IReadOnlySet<string>> Of(
        WorkflowDefinition definition, IReadOnlyDictionary<string, IStepPlugin> plugins)
    {
        var own = definition.AllSteps().ToDictionary(step => step.Id, step => Own(step, plugins), StringComparer.Ordinal);
        var known = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var step in definition.AllSteps())
        {
            // What runs in its place gives its own.
            var instead = FlatStep.ReplacementOf(step) is { } id ? own.GetValueOrDefault(id) : [];
            if (own[step.Id] is { } names && instead is not null)
            {
                known[step.Id] = names.Concat(step.Outputs.Keys).Concat(instead).ToHashSet(StringComparer.Ordinal);
            }
        }

        return known;
    }

    private static IReadOnlyCollection<string>? Own(
        StepDefinition step, IReadOnlyDictionary<string, IStepPlugin> plugins) => step.Type switch
    {
        StepType.Approval => Approval,
        StepType.Wait => Wait,
        StepType.ForEach => ["results", "succeeded", "failed"],
        StepType.Parallel => [.. step.Steps.Select(inner => inner.Id)],
        StepType.Decision when step.Uses is null => ["choice"],
        StepType.Subflow => null,
        _ => step.Uses switch
        {
            "approval" => Approval,
            "wait.event" => Wait,
            "set" => step.Config is { ValueKind: JsonValueKind.Object } config
                ? [.. config.EnumerateObject().Select(member => member.Name)]
                : null,
            { } uses => plugins.GetValueOrDefault(uses)?.OutputNames,
            null => null,
        },
    };
}
