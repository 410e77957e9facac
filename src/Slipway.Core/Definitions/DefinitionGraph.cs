using Slipway.Core.Definitions.Validation;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions;

/// <summary>The normal form of a definition: steps inside parallel groups beside the others, a group as the step that joins them, and
/// for each step all it waits for. The steps of a foreach stay inside it. Immutable.</summary>
public sealed class DefinitionGraph
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan DefaultWait = TimeSpan.FromDays(7);

    private readonly Dictionary<string, GraphStep> _byId;

    private DefinitionGraph(WorkflowDefinition definition, List<GraphStep> steps)
    {
        Definition = definition;
        _byId = steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        Steps = Ordered(steps);
    }

    /// <summary>What it was made of.</summary>
    public WorkflowDefinition Definition { get; }

    /// <summary>All steps, each after all it waits for; otherwise in the order they are written, groups after their steps.</summary>
    public IReadOnlyList<GraphStep> Steps { get; }

    /// <summary>A step by its id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public GraphStep this[string id] => _byId[id];

    /// <summary>Whether there is a step with this id.</summary>
    public bool Contains(string id) => _byId.ContainsKey(id);

    /// <summary>The normal form of a definition that the validator finds nothing wrong with. Linear in steps and dependencies.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="plugins">For their time limits and needs. Unset: 30 minutes, and none.</param>
    /// <exception cref="ArgumentException">It is not valid: an id comes twice or is not there, or there is a circle.</exception>
    public static DefinitionGraph Of(WorkflowDefinition definition, IReadOnlyCollection<IStepPlugin>? plugins = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var byName = (plugins ?? []).ToDictionary(plugin => plugin.Name, StringComparer.Ordinal);
        var flat = FlatStep.Of(definition.Steps, "steps", out var isTooMuch);
        if (isTooMuch)
        {
            throw new ArgumentException("The definition has more dependencies than allowed: validate it first.", nameof(definition));
        }

        var onDemand = FlatStep.OnDemand(flat, definition.ErrorHandling);
        return new DefinitionGraph(definition,
        [
            .. flat.Select(step =>
            {
                var plugin = step.Step.Uses is { } uses ? byName.GetValueOrDefault(uses) : null;
                return new GraphStep(
                    step.Step,
                    step.Group,
                    [.. step.DependsOn.Where(id => !onDemand.Contains(id))],
                    RetryOf(step.Step, definition.ErrorHandling),
                    TimeoutOf(step.Step, plugin),
                    plugin?.NeedsWorkspace ?? false,
                    onDemand.Contains(step.Id));
            }),
        ]);
    }

    /// <summary>The steps inside a foreach, as the definition that runs once an item.</summary>
    /// <exception cref="ArgumentException">The step is no foreach.</exception>
    public WorkflowDefinition BodyOf(GraphStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Definition.Type == StepType.ForEach
            ? Definition with
            {
                Steps = step.Definition.Steps,
                ErrorHandling = Definition.ErrorHandling with { CompensateWith = new Dictionary<string, string>(StringComparer.Ordinal) },
                Timeout = null,
                Outputs = new Dictionary<string, string>(StringComparer.Ordinal),
            }
            : throw new ArgumentException($"'{step.Id}' is no foreach.", nameof(step));
    }

    private static RetryDefinition RetryOf(StepDefinition step, ErrorHandling handling) => step.Retry ?? new RetryDefinition
    {
        MaxAttempts = handling.Strategy == ErrorStrategy.FailFast ? 1 : handling.MaxRetries + 1,
    };

    private static TimeSpan TimeoutOf(StepDefinition step, IStepPlugin? plugin) => step switch
    {
        { Timeout: { } own } => own,
        { Type: StepType.Parallel } or { Type: StepType.Decision, Uses: null } or { Uses: "set" } => TimeSpan.Zero,
        { Type: StepType.Approval or StepType.Wait } or { Uses: "approval" or "wait.event" } => DefaultWait,
        _ => plugin?.DefaultTimeout ?? DefaultTimeout,
    };

    /// <summary>Kahn's order: whenever several steps could come next, the one that became free first.</summary>
    private List<GraphStep> Ordered(List<GraphStep> steps)
    {
        var dependents = steps.ToDictionary(step => step.Id, _ => new List<string>(), StringComparer.Ordinal);
        var missing = steps.ToDictionary(step => step.Id, step => step.DependsOn.Count, StringComparer.Ordinal);
        foreach (var step in steps)
        {
            foreach (var id in step.DependsOn)
            {
                if (!dependents.TryGetValue(id, out var list))
                {
                    throw new ArgumentException($"'{step.Id}' depends on '{id}', which is not there: validate the definition first.");
                }

                list.Add(step.Id);
            }
        }

        var free = new Queue<GraphStep>(steps.Where(step => step.DependsOn.Count == 0));
        var ordered = new List<GraphStep>(steps.Count);
        while (free.TryDequeue(out var step))
        {
            ordered.Add(step);
            step.Dependents = dependents[step.Id];
            foreach (var id in step.Dependents)
            {
                if (--missing[id] == 0)
                {
                    free.Enqueue(_byId[id]);
                }
            }
        }

        return ordered.Count == steps.Count
            ? ordered
            : throw new ArgumentException("The dependencies go in a circle: validate the definition first.");
    }
}
