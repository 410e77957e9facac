using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Steps;

/// <summary>The plugins that are registered, by name.</summary>
internal sealed class StepPlugins
{
    private static readonly JsonElement NoConfig = JsonSerializer.SerializeToElement(new { });

    private readonly Dictionary<string, IStepPlugin> _plugins;

    /// <exception cref="ArgumentException">Two plugins have the same name.</exception>
    public StepPlugins(IEnumerable<IStepPlugin> plugins)
    {
        _plugins = new Dictionary<string, IStepPlugin>(StringComparer.Ordinal);
        foreach (var plugin in plugins)
        {
            if (ControlSteps.Names.Contains(plugin.Name, StringComparer.Ordinal) || !_plugins.TryAdd(plugin.Name, plugin))
            {
                throw new ArgumentException($"There is more than one plugin '{plugin.Name}': {plugin.GetType()} needs another name.");
            }
        }
    }

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<IStepPlugin> All => [.. _plugins.Values.OrderBy(plugin => plugin.Name, StringComparer.Ordinal)];

    /// <summary>Finds a plugin.</summary>
    /// <exception cref="SlipwayException">There is none of this name.</exception>
    public IStepPlugin Find(string name) => _plugins.GetValueOrDefault(name) ?? throw new SlipwayException(
        ErrorCodes.PluginNotAvailable,
        $"This host has no plugin '{name}'. It has: {string.Join(", ", All.Select(plugin => plugin.Name))}.",
        ErrorCategory.Configuration);
    /// <summary>What a step needs of its agent; nothing when it uses none.</summary>
    public IReadOnlyList<AgentCapability> NeedsOfAgent(StepDefinition step) => step.Uses is { } uses
        && step.Type is StepType.Task or StepType.Decision && _plugins.TryGetValue(uses, out var plugin)
            ? plugin.NeedsOfAgent(step.Config ?? NoConfig)
            : [];

    /// <summary>What a run has to know of the plugins that a definition uses.</summary>
    /// <exception cref="SlipwayException">One of them is not there, or this host lacks what it needs.</exception>
    public IReadOnlyDictionary<string, PluginFacts> FactsFor(WorkflowDefinition definition)
    {
        var facts = new Dictionary<string, PluginFacts>(StringComparer.Ordinal);
        var open = new Stack<StepDefinition>(definition.Steps);
        while (open.TryPop(out var step))
        {
            if (step.Uses is { } uses && step.Type is StepType.Task or StepType.Decision
                && ControlSteps.WorkOf(step) == StepWork.Plugin)
            {
                var plugin = Find(uses);
                facts.TryAdd(uses, new PluginFacts(plugin.NeedsWorkspace, plugin.UsesAgent, plugin.DefaultTimeout)
                {
                    WorkspaceUse = plugin.WorkspaceUse,
                });
                if (plugin.Missing(step.Config ?? NoConfig) is { } missing)
                {
                    throw new SlipwayException(missing.Code, $"The step '{step.Id}' cannot be run: {missing.Message}", missing.Category);
                }
            }

            foreach (var inner in step.Steps)
            {
                open.Push(inner);
            }
        }

        return facts;
    }
}
