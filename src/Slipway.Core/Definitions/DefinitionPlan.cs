using System.Text.Json.Serialization;
using Slipway.Core.Definitions.Planning;

namespace Slipway.Core.Definitions;

/// <summary>How a definition will run when nothing fails and nothing has to wait for a place: which steps at once, how long, and which of
/// them decide how long. Linear in steps and dependencies.</summary>
public sealed record DefinitionPlan
{
    /// <summary>The definition's id.</summary>
    public required string Definition { get; init; }

    /// <summary>The steps, each after all it waits for. Without those that run only when they are called for.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>The ids of the steps of each wave: those of the second can begin when those of the first have ended, and so on.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Waves { get; init; }

    /// <summary>The steps, from first to last, that make the run as long as it is.</summary>
    public required IReadOnlyList<string> CriticalPath { get; init; }

    /// <summary>How long the run takes: the time of the critical path.</summary>
    [JsonConverter(typeof(IsoDurationConverter))]
    public required TimeSpan Duration { get; init; }

    /// <summary>How long it would take one step after the other.</summary>
    [JsonConverter(typeof(IsoDurationConverter))]
    public required TimeSpan Work { get; init; }

    /// <summary>The most steps that run at once. More than <see cref="MaxConcurrentSteps"/> means that some wait for a place.</summary>
    public required int Width { get; init; }

    /// <summary>The most that the definition lets run at once.</summary>
    public required int MaxConcurrentSteps { get; init; }

    /// <summary>Dependencies that may be needless; at most 100.</summary>
    public required IReadOnlyList<PlanOpportunity> Opportunities { get; init; }

    /// <summary>Steps that run only when they are called for: to undo another one, or in a failed one's place.</summary>
    public required IReadOnlyList<string> OnDemand { get; init; }

    /// <summary>Plans.</summary>
    /// <param name="graph">The definition's normal form.</param>
    /// <param name="measured">How long steps took in past runs. A step that is not there counts with the longest it may take.</param>
    /// <param name="taken">How long steps took in the one run that is looked at; that counts before all else. Unset: no run is.</param>
    public static DefinitionPlan Of(
        DefinitionGraph graph, MeasuredDurations? measured = null, IReadOnlyDictionary<string, TimeSpan>? taken = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var steps = graph.Steps.Where(step => !step.IsOnDemand).ToList();
        var runs = measured ?? MeasuredDurations.None;
        taken ??= new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var durations = steps.ToDictionary(
            step => step.Id,
            step => step.IsGroup ? TimeSpan.Zero
                : taken.TryGetValue(step.Id, out var own) ? own
                : runs.Steps.TryGetValue(step.Id, out var past) ? past.Median : step.Timeout,
            StringComparer.Ordinal);
        var planned = Schedule(steps, durations, runs).ConvertAll(
            step => taken.ContainsKey(step.Id) ? step with { Weight = PlanWeight.Taken, Runs = 0 } : step);
        var byId = planned.ToDictionary(step => step.Id, StringComparer.Ordinal);
        return new DefinitionPlan
        {
            Definition = graph.Definition.Id,
            Steps = planned,
            Waves =
            [
                .. planned.Where(step => !step.IsGroup).GroupBy(step => step.Wave, step => step.Id).OrderBy(wave => wave.Key)
                    .Select(wave => (IReadOnlyList<string>)[.. wave]),
            ],
            CriticalPath = Path(planned, byId),
            Duration = planned.Select(step => step.End).DefaultIfEmpty().Max(),
            Work = planned.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Duration),
            Width = WidthOf(planned),
            MaxConcurrentSteps = graph.Definition.MaxConcurrentSteps,
            Opportunities = new Opportunities(graph, byId).Find(),
            OnDemand = [.. graph.Steps.Where(step => step.IsOnDemand).Select(step => step.Id)],
        };
    }

    private static List<PlanStep> Schedule(List<GraphStep> steps, Dictionary<string, TimeSpan> durations, MeasuredDurations runs)
    {
        var waves = new Dictionary<string, int>(StringComparer.Ordinal);
        var ends = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            waves[step.Id] = step.DependsOn.Select(id => waves[id]).DefaultIfEmpty().Max() + (step.IsGroup ? 0 : 1);
            ends[step.Id] = step.DependsOn.Select(id => ends[id]).DefaultIfEmpty().Max() + durations[step.Id];
        }

        var byId = steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        var last = ends.Values.DefaultIfEmpty().Max();
        var latest = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var step in Enumerable.Reverse(steps))
        {
            latest[step.Id] = step.Dependents.Where(latest.ContainsKey).Select(id => latest[id] - durations[id]).DefaultIfEmpty(last).Min();
        }

        return
        [
            .. steps.Select(step => new PlanStep(
                step.Id,
                step.Definition.Name ?? step.Id,
                step.Group,
                step.DependsOn,
                waves[step.Id],
                durations[step.Id],
                ends[step.Id] - durations[step.Id],
                latest[step.Id] - ends[step.Id])
            {
                IsGroup = step.IsGroup,
                Weight = runs.Steps.ContainsKey(step.Id) ? PlanWeight.Measured
                    : step.Definition.Timeout is null ? PlanWeight.Assumed : PlanWeight.Declared,
                Runs = runs.Steps.GetValueOrDefault(step.Id)?.LastMs.Count ?? 0,
                Needs = [.. step.DependsOn.Where(id => IsShown(step, byId[id], byId))],
            }),
        ];
    }

    /// <summary>Whether a dependency says something. Of what a group waits for, only the steps that begin the group say it, and of its
    /// steps only those that end it are what it waits for.</summary>
    private static bool IsShown(GraphStep step, GraphStep dependency, Dictionary<string, GraphStep> byId)
    {
        if (step.IsGroup)
        {
            return dependency.Group == step.Id
                && !dependency.Dependents.Any(id => byId.TryGetValue(id, out var next) && next.Group == step.Id);
        }

        return step.Group is null
            || step.Definition.DependsOn.Contains(dependency.Id, StringComparer.Ordinal)
            || !step.Definition.DependsOn.Any(id => byId.TryGetValue(id, out var own) && own.Group == step.Group);
    }

    /// <summary>Backwards from the step that ends last, each time to the dependency that held it up; groups are left out.</summary>
    private static List<string> Path(List<PlanStep> steps, Dictionary<string, PlanStep> byId)
    {
        var path = new List<string>();
        var at = steps.MaxBy(step => step.End);
        while (at is not null)
        {
            if (!at.IsGroup)
            {
                path.Add(at.Id);
            }

            at = at.DependsOn.Select(id => byId[id]).MaxBy(step => step.End);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The most that run at once; one that takes no time runs beside nothing.</summary>
    private static int WidthOf(List<PlanStep> steps)
    {
        var changes = steps.Where(step => step.Duration > TimeSpan.Zero)
            .SelectMany(step => new[] { (At: step.Start, By: 1), (At: step.End, By: -1) })
            .OrderBy(change => change.At).ThenBy(change => change.By);
        int now = 0, most = 0;
        foreach (var change in changes)
        {
            now += change.By;
            most = Math.Max(most, now);
        }

        return most;
    }
}
