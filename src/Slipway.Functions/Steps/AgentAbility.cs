using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Ports;

namespace Slipway.Functions.Steps;

/// <summary>Refuses to start what an agent cannot do.</summary>
internal static class AgentAbility
{
    private static readonly AgentCapability[] All = Enum.GetValues<AgentCapability>();

    /// <summary>Refuses a lifecycle, which plans, codes and fixes.</summary>
    /// <exception cref="SlipwayException">Its agent, or every fallback agent, cannot do one of these.</exception>
    public static void RequireLifecycle(this IAgentCatalog agents, AgentSelector agent, IReadOnlyList<AgentSelector> fallbacks) =>
        Require(agents, "The lifecycle", agent, fallbacks, All);

    /// <summary>Refuses steps, those inside of a <c>foreach</c> and a group included. Of an agent that an expression chooses, and of
    /// what a subflow does, this is known only when its step begins.</summary>
    /// <param name="agents">Know what they can do.</param>
    /// <param name="plugins">Know what their steps need.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="inherited">The agent of steps that name none; <see langword="null"/>: there is none, or it is not known yet.</param>
    /// <param name="fallbacks">The agents to go on with.</param>
    /// <exception cref="SlipwayException">A step's agent, or every fallback agent, cannot do what it needs.</exception>
    public static void RequireSteps(
        this IAgentCatalog agents, StepPlugins plugins, IEnumerable<StepDefinition> steps, AgentSelector? inherited,
        IReadOnlyList<AgentSelector> fallbacks)
    {
        foreach (var step in steps)
        {
            var agent = step.Agent switch
            {
                null => inherited,
                { } text when text.Contains("${{", StringComparison.Ordinal) => null,
                { } name => new AgentSelector(name),
            };
            Require(agents, $"The step '{step.Id}'", agent, fallbacks, plugins.NeedsOfAgent(step));

            // A foreach hands its agent and no fallback on; the steps of a group are the workflow's own.
            RequireSteps(
                agents, plugins, step.Steps, step.Type == StepType.ForEach ? agent : inherited,
                step.Type == StepType.ForEach ? [] : fallbacks);
        }
    }

    private static void Require(
        IAgentCatalog agents, string what, AgentSelector? agent, IReadOnlyList<AgentSelector> fallbacks,
        IReadOnlyList<AgentCapability> needs)
    {
        foreach (var need in needs)
        {
            if (agent is not null && agents.WhyNot(agent, need) is { } refusal)
            {
                throw Refused($"{what} cannot be run: {refusal.Message}");
            }

            var refusals = fallbacks.Select(fallback => agents.WhyNot(fallback, need)).OfType<SlipwayException>().ToArray();
            if (refusals.Length > 0 && refusals.Length == fallbacks.Count)
            {
                throw Refused($"{what} would have no agent to fall back on: {refusals[0].Message}");
            }
        }
    }

    private static SlipwayException Refused(string message) => new(ErrorCodes.AgentCannot, message);
}
