using System.Text.Json;
using Slipway.Core.Definitions.Reading;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions.Validation;

/// <summary>Checks what steps are and name: ids, types, plugins, dependencies.</summary>
internal sealed class StructureCheck(ProblemList problems, IReadOnlyDictionary<string, IStepPlugin> plugins)
{
    private const int MaxPathShown = 20;

    private static readonly JsonElement NoConfig = JsonSerializer.SerializeToElement(new { });
    private static readonly string[] FailureWords = ["park", "fail", "continue"];

    private readonly ConfigSchema _configs = new(problems);

    /// <summary>Checks the steps of a scope.</summary>
    public void Check(StepScope scope)
    {
        foreach (var step in scope.Steps)
        {
            Shape(step);
            Agent(step);
            Names(scope, step);
        }

        foreach (var cycle in scope.Cycles)
        {
            var ids = cycle.Select(place => scope.Steps[place].Id).ToList();
            if (ids.Count > MaxPathShown)
            {
                ids = [.. ids[..(MaxPathShown / 2)], "…", .. ids[^(MaxPathShown / 2)..]];
            }

            problems.Add($"{scope.Steps[cycle[0]].Path}.dependsOn", $"Circular dependency detected: {string.Join(" -> ", ids)}");
        }
    }

    private void Names(StepScope scope, FlatStep step)
    {
        for (var index = 0; index < step.Step.DependsOn.Count; index++)
        {
            var id = step.Step.DependsOn[index];
            var path = $"{step.Path}.dependsOn[{index}]";
            if (!scope.Has(id))
            {
                problems.Add(path, scope.CanSee(id)
                    ? $"'{id}' stands outside of this foreach: let the foreach depend on it."
                    : $"There is no step '{id}' to depend on.", Nearest.One(id, scope.Ids));
            }
            else if (scope.IsOnDemand(id))
            {
                problems.Add(path, $"'{id}' runs only when another step fails or is undone: nothing can wait for it.");
            }
        }

        if (FlatStep.ReplacementOf(step.Step) is { } replacement && (!scope.Has(replacement) || replacement == step.Id))
        {
            problems.Add(
                step.Path + ".onFailure",
                $"This must be park, fail, continue or the id of another step, not '{replacement}'.",
                Nearest.One(replacement, scope.Ids.Where(id => id != step.Id).Concat(FailureWords)));
        }
    }

    private void Shape(FlatStep step)
    {
        var definition = step.Step;
        var holdsSteps = definition.Type is StepType.Parallel or StepType.ForEach;
        if (holdsSteps != definition.Steps.Count > 0)
        {
            problems.Add(step.Path + ".steps", holdsSteps
                ? "A parallel or foreach step needs steps inside."
                : "Only a parallel or foreach step has steps inside.");
        }

        switch (definition.Type)
        {
            case StepType.Task:
                Plugin(step, definition.Uses);
                break;
            case StepType.Decision when definition.Uses is not null:
                Plugin(step, definition.Uses);
                break;
            case StepType.Decision:
                Config(step, StepTypeSchemas.Decision);
                break;
            case StepType.Subflow:
                Config(step, StepTypeSchemas.Subflow);
                Subflow(step);
                break;
            case StepType.Parallel:
                NoPlugin(step);
                if (definition.Config is not null)
                {
                    problems.Add(step.Path + ".config", "A parallel step has no config: it only holds steps.");
                }

                break;
            case StepType.Approval:
                NoPlugin(step);
                Config(step, StepTypeSchemas.Approval);
                break;
            case StepType.Wait:
                NoPlugin(step);
                Config(step, StepTypeSchemas.Wait);
                Wait(step);
                break;
            case StepType.ForEach:
                NoPlugin(step);
                Config(step, StepTypeSchemas.ForEach);
                break;
        }
    }

    private void Plugin(FlatStep step, string? name)
    {
        var path = step.Path + ".uses";
        if (name is null)
        {
            problems.Add(step.Path, "A task needs 'uses': the plugin that does it, such as shell.run.");
        }
        else if (StepTypeSchemas.ByPlugin.TryGetValue(name, out var schema))
        {
            Config(step, schema);
            if (name == "wait.event")
            {
                Wait(step);
            }
            else if (name == "subflow")
            {
                Subflow(step);
            }
        }
        else if (plugins.TryGetValue(name, out var plugin))
        {
            Config(step, plugin.ConfigSchema ?? default);
            if (step.Step.Config is { ValueKind: JsonValueKind.Object } config && plugin.Check(config) is { } problem)
            {
                problems.Add(
                    $"{step.Path}.config{(problem.Path.Length == 0 ? "" : ".")}{problem.Path}", problem.Message, problem.Suggestion);
            }
        }
        else
        {
            var all = plugins.Keys.Concat(StepTypeSchemas.ByPlugin.Keys).Order(StringComparer.Ordinal).ToList();
            problems.Add(path, $"There is no plugin '{name}'. There are {string.Join(", ", all)}.", Nearest.One(name, all));
        }
    }

    /// <summary>An agent that nothing would use is a mistake: its author expects it to do the work.</summary>
    private void Agent(FlatStep step)
    {
        // Children that run for a step have its agent as theirs.
        var runsChildren = step.Step.Type is StepType.Subflow or StepType.ForEach || step.Step.Uses == "subflow";
        if (step.Step.Agent is null || runsChildren
            || (step.Step.Uses is { } uses && !StepTypeSchemas.ByPlugin.ContainsKey(uses)
                && (!plugins.TryGetValue(uses, out var plugin) || plugin.UsesAgent)))
        {
            return;
        }

        problems.Add(
            step.Path + ".agent",
            $"{step.Step.Uses ?? "This kind of step"} uses no agent, so that '{step.Step.Agent}' would never be asked: remove 'agent', or "
                + "let the step use agent.run or agent.plan.");
    }

    private void NoPlugin(FlatStep step)
    {
        if (step.Step.Uses is not null)
        {
            problems.Add(step.Path + ".uses", "The workflow itself does this kind of step: remove 'uses', or let its type be task.");
        }
    }

    private void Config(FlatStep step, JsonElement schema) => _configs.Check(schema, step.Step.Config ?? NoConfig, step.Path + ".config");

    private void Subflow(FlatStep step)
    {
        if (step.Step.Uses is null or "subflow" && !Has(step, "definition"))
        {
            problems.Add(step.Path, "A subflow needs 'uses': the id of the definition it runs.");
        }
    }

    private void Wait(FlatStep step)
    {
        if (!Has(step, "event") && !Has(step, "for") && !Has(step, "until"))
        {
            problems.Add(step.Path + ".config", "It waits for nothing, and would never end: give event, for or until.");
        }
        else if (Has(step, "for") && Has(step, "until"))
        {
            problems.Add(step.Path + ".config", "It has both for and until: give one of them.");
        }
    }

    private static bool Has(FlatStep step, string name) =>
        step.Step.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty(name, out _);
}
