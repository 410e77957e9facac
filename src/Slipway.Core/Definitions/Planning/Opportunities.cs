using System.Text.Json;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Planning;

/// <summary>Finds dependencies that may be needless. A hint: what a step does to the world, no definition says.</summary>
internal sealed class Opportunities(DefinitionGraph graph, IReadOnlyDictionary<string, PlanStep> plan)
{
    private const int Limit = 100;

    public IReadOnlyList<PlanOpportunity> Find()
    {
        var found = new List<PlanOpportunity>();
        var redundant = new RedundantEdges(graph.Steps);
        foreach (var step in graph.Steps.Where(step => !step.IsGroup && !step.IsOnDemand))
        {
            foreach (var id in step.Definition.DependsOn.Where(plan.ContainsKey))
            {
                if (found.Count == Limit)
                {
                    return found;
                }

                if (redundant.Has(step, id))
                {
                    found.Add(new(step.Id, id, true, TimeSpan.Zero, $"'{step.Id}' waits for '{id}' anyway: the dependency says nothing."));
                }
                else if (Saves(step, id) is { } saves && saves > TimeSpan.Zero && !Needs(step, graph[id]))
                {
                    found.Add(new(step.Id, id, false, saves,
                        $"'{step.Id}' uses nothing of '{id}': unless it needs its effect, it can begin {Durations.Short(saves)} earlier."));
                }
            }
        }

        return found;
    }

    /// <summary>How much earlier a step begins without one of its dependencies.</summary>
    private TimeSpan Saves(GraphStep step, string without)
    {
        var others = step.DependsOn.Where(id => id != without).Select(id => plan[id].End).DefaultIfEmpty().Max();
        return plan[step.Id].Start - others;
    }

    /// <summary>Whether a step seems to need another one: it names it, asks how it ended, works on the same files, or is about people,
    /// time or a choice, where the order is what is meant.</summary>
    private static bool Needs(GraphStep step, GraphStep dependency) =>
        (step.NeedsWorkspace && dependency.NeedsWorkspace)
        || IsControl(step.Definition)
        || IsControl(dependency.Definition)
        || dependency.IsGroup
        || Texts(step.Definition).Any(text => Names(text, dependency.Id));

    private static bool IsControl(StepDefinition step) =>
        step.Type is StepType.Approval or StepType.Wait or StepType.Decision || step.Uses is "approval" or "wait.event";

    private static bool Names(string text, string id)
    {
        if (!TextTemplate.TryParse(text, out var template, out _))
        {
            return true;
        }

        var expressions = template.Expressions.Select(each => each.Expression);
        if (template.Expressions.Count == 0 && Expression.TryParse(text, out var whole, out _))
        {
            expressions = [whole];
        }

        return expressions.Select(ExpressionReferences.Of).Any(references => references.UsesStatus || references.Steps.Contains(id));
    }

    private static IEnumerable<string> Texts(StepDefinition step) =>
        new[] { step.When, step.Agent }.OfType<string>()
            .Concat(step.Outputs.Values)
            .Concat(step.Config is { } config ? Texts(config) : [])
            .Concat(step.Steps.SelectMany(Texts));

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };
}
