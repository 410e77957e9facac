using Slipway.Core.Definitions.Reading;
using Slipway.Core.Definitions.Validation;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions;

/// <summary>Finds what is wrong with a definition as a whole, before anything of it runs.</summary>
public static class DefinitionValidator
{
    /// <summary>Checks ids, dependencies, plugins, their configs, expressions and inputs.</summary>
    /// <param name="definition">What was read, or made in code.</param>
    /// <param name="plugins">The plugins of this host.</param>
    /// <param name="source">Where its values stand; without it problems have a path, and no line.</param>
    /// <returns>All that is wrong, in the order of the text; at most 100. Empty when it can run.</returns>
    public static IReadOnlyList<DefinitionProblem> Validate(
        WorkflowDefinition definition, IReadOnlyCollection<IStepPlugin> plugins, DefinitionSource? source = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(plugins);
        var problems = new ProblemList(source);
        InputCheck.Definitions(problems, definition);
        PullRequestCheck.Check(problems, definition);
        if (definition.Steps.Count == 0)
        {
            problems.Add("steps", "A definition needs a step.");
        }

        if (Ids(problems, definition))
        {
            var byName = plugins.ToDictionary(plugin => plugin.Name, StringComparer.Ordinal);
            var structure = new StructureCheck(problems, byName);
            var expressions = new ExpressionCheck(problems, definition, byName);
            if (Scope(definition.Steps, "steps", definition.ErrorHandling, null, null) is { } scope)
            {
                expressions.CheckOutputs(scope);
                Handling(problems, definition.ErrorHandling, scope);
            }

            StepScope? Scope(IReadOnlyList<StepDefinition> steps, string path, ErrorHandling handling, StepScope? outer, FlatStep? owner)
            {
                var flat = FlatStep.Of(steps, path, out var isTooMuch);
                if (isTooMuch)
                {
                    problems.Add(
                        path, $"There are more than {FlatStep.MaxDependencies:N0} dependencies, a group's counted for each step inside.");
                    return null;
                }

                var inner = new StepScope(flat, handling, outer, owner);
                structure.Check(inner);
                expressions.Check(inner);
                foreach (var step in flat.Where(step => step.Step.Type == StepType.ForEach))
                {
                    Scope(step.Step.Steps, step.Path + ".steps", new ErrorHandling(), inner, step);
                }

                return inner;
            }
        }

        return problems.ToList();
    }

    /// <summary>Each id once, those inside of others included, and no more than allowed; the rest makes sense only then.</summary>
    private static bool Ids(ProblemList problems, WorkflowDefinition definition)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        Visit(definition.Steps, "steps");
        if (count > WorkflowDefinition.MaxSteps)
        {
            problems.Add(
                "steps", $"There are {count:N0} steps, inner ones counted; at most {WorkflowDefinition.MaxSteps:N0} are allowed.");
        }

        return seen.Count == count && count <= WorkflowDefinition.MaxSteps;

        void Visit(IReadOnlyList<StepDefinition> steps, string path)
        {
            for (var index = 0; index < steps.Count; index++)
            {
                count++;
                if (!seen.Add(steps[index].Id))
                {
                    problems.Add($"{path}[{index}].id", $"There is another step '{steps[index].Id}': each needs an id of its own.");
                }

                Visit(steps[index].Steps, $"{path}[{index}].steps");
            }
        }
    }

    private static void Handling(ProblemList problems, ErrorHandling handling, StepScope scope)
    {
        foreach (var (done, undo) in handling.CompensateWith)
        {
            foreach (var id in new[] { done, undo }.Where(id => !scope.Has(id)))
            {
                problems.Add($"errorHandling.compensateWith.{done}", $"There is no step '{id}'.", Nearest.One(id, scope.Ids));
            }

            if (done == undo)
            {
                problems.Add($"errorHandling.compensateWith.{done}", $"'{done}' cannot undo itself.");
            }
        }

        if (handling is { Strategy: ErrorStrategy.RetryWithFallback, FallbackAgents: [] })
        {
            problems.Add("errorHandling.fallbackAgents", "retry_with_fallback needs fallbackAgents: the agents to go on with.");
        }

        if (handling is { Strategy: ErrorStrategy.Compensate, CompensateWith.Count: 0 })
        {
            problems.Add("errorHandling.compensateWith", "compensate needs compensateWith: by a step's id, the step that undoes it.");
        }
    }
}
