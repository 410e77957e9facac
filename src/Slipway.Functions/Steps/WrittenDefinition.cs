using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Policies;
using Slipway.Core.Security;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Steps;

/// <summary>A definition that a step of a workflow wrote, such as an agent's plan: nobody has reviewed it, so it may be no larger, and do
/// no more, than whoever wrote the workflow allows.</summary>
internal static class WrittenDefinition
{
    /// <summary>The most steps it may have, those inside of others counted.</summary>
    public const int MaxSteps = 100;

    /// <summary>The most items of a <c>foreach</c> in it.</summary>
    public const int MaxItems = 100;

    private const string ForEach = "foreach";
    private const string IdEnd = "-written";
    private const int MaxIdLength = 100;

    /// <summary>Reads one.</summary>
    /// <exception cref="SlipwayException">It cannot be read, is too large, or chooses what it works on.</exception>
    public static WorkflowDefinition Read(JsonElement written)
    {
        var definition = DefinitionCatalog.Read(written.GetRawText());
        var steps = definition.AllSteps().Count();
        if (steps > MaxSteps)
        {
            throw Refused(definition, $"has {steps:N0} steps; at most {MaxSteps} are allowed in one that a step wrote.");
        }

        return definition.PullRequest is null
            ? definition
            : throw Refused(definition, "works on a pull request of its own choice, which one that a step wrote may not.");
    }

    /// <summary>Holds a definition to what it may use.</summary>
    /// <param name="definition">It.</param>
    /// <param name="allowed">
    /// Names of plugins; null allows all. What the workflow itself does (<c>set</c>, waits, approvals, decisions, groups) is always
    /// allowed, but for what runs more workflows: <c>subflow</c> and <c>foreach</c> are to be named.
    /// </param>
    /// <exception cref="SlipwayException">It uses something else.</exception>
    public static void Hold(WorkflowDefinition definition, IReadOnlyList<string>? allowed)
    {
        foreach (var step in allowed is null ? [] : definition.AllSteps())
        {
            if (Plugin(step) is { } plugin && !allowed!.Contains(plugin, StringComparer.Ordinal))
            {
                throw Refused(
                    definition,
                    $"uses {Sanitiser.Line(plugin, 60)} in '{step.Id}', which one that a step wrote may not: it may use "
                        + $"{string.Join(", ", allowed!)}. Name more in 'plugins' of the subflow's config.");
            }
        }
    }

    /// <summary>
    /// Gives such a definition its parent's id and an end of its own, whatever it calls itself: it is not to pass for another one in limits
    /// and measurements.
    /// </summary>
    public static WorkflowDefinition Below(string parent, WorkflowDefinition definition) => definition with
    {
        Id = parent.EndsWith(IdEnd, StringComparison.Ordinal)
            ? parent
            : parent[..Math.Min(parent.Length, MaxIdLength - IdEnd.Length)] + IdEnd,
    };

    private static SlipwayException Refused(WorkflowDefinition definition, string why) => new(
        ErrorCodes.StepConfigInvalid, $"The definition '{definition.Id}' {why}", ErrorCategory.Configuration);

    private static string? Plugin(StepDefinition step) => ControlSteps.WorkOf(step) switch
    {
        StepWork.Subflow => ControlSteps.Subflow,
        StepWork.ForEach => ForEach,
        StepWork.Plugin => step.Uses,
        _ => null,
    };
}
