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

    /// <summary>What its steps may use unless the workflow says otherwise: no more than an agent in the worktree can do anyway.</summary>
    public static readonly IReadOnlyList<string> DefaultPlugins = ["agent.plan", "agent.run", "gate.run", "shell.run"];

    /// <summary>Reads one.</summary>
    /// <param name="written">The definition.</param>
    /// <param name="allowed">The plugins that its steps may use; null means <see cref="DefaultPlugins"/>. What the workflow itself does
    /// (<c>set</c>, waits, approvals, decisions, groups) is always allowed but for subflows, which are named <c>subflow</c>.</param>
    /// <exception cref="SlipwayException">It cannot be read, or goes beyond what is allowed.</exception>
    public static WorkflowDefinition Read(JsonElement written, IReadOnlyList<string>? allowed)
    {
        var definition = DefinitionCatalog.Read(written.GetRawText());
        var steps = definition.AllSteps().ToArray();
        if (steps.Length > MaxSteps)
        {
            throw Refused($"has {steps.Length:N0} steps; at most {MaxSteps} are allowed in one that a step wrote.");
        }

        if (definition.PullRequest is not null)
        {
            throw Refused("works on a pull request of its own choice, which one that a step wrote may not.");
        }

        var plugins = allowed ?? DefaultPlugins;
        foreach (var step in steps)
        {
            if (Plugin(step) is { } plugin && !plugins.Contains(plugin, StringComparer.Ordinal))
            {
                throw Refused(
                    $"uses {Sanitiser.Line(plugin, 60)} in '{step.Id}', which one that a step wrote may not: it may use "
                        + $"{string.Join(", ", plugins)}. Name more in 'plugins' of the subflow's config.");
            }
        }

        return definition;

        SlipwayException Refused(string why) => new(
            ErrorCodes.StepConfigInvalid, $"The definition '{definition.Id}' {why}", ErrorCategory.Configuration);
    }

    private static string? Plugin(StepDefinition step) => ControlSteps.WorkOf(step) switch
    {
        StepWork.Subflow => ControlSteps.Subflow,
        StepWork.Plugin => step.Uses,
        _ => null,
    };
}
