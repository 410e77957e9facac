using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions;

/// <summary>What one run says about the steps of its definition: how long an attempt may take, and how often it is tried again.</summary>
public static class StepSettings
{
    /// <summary>The most retries of a step.</summary>
    public const int MaxRetries = 19;

    /// <summary>A definition with other limits.</summary>
    /// <param name="definition">As it is written.</param>
    /// <param name="timeouts">By a step's id, inner ones included, a duration such as <c>45m</c>; more than 0.</param>
    /// <param name="retries">By a step's id, the attempts after the first, 0 to <see cref="MaxRetries"/>. When and for what it is tried
    /// again stays as written.</param>
    /// <param name="problems">Everything that is wrong; the definition is then as it was.</param>
    public static WorkflowDefinition Apply(
        WorkflowDefinition definition,
        IReadOnlyDictionary<string, string> timeouts,
        IReadOnlyDictionary<string, int> retries,
        out IReadOnlyList<DefinitionProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(timeouts);
        ArgumentNullException.ThrowIfNull(retries);
        var found = new ProblemList(null);
        var ids = definition.AllSteps().Select(step => step.Id).ToHashSet(StringComparer.Ordinal);
        Named(found, nameof(timeouts), timeouts.Keys, ids);
        Named(found, nameof(retries), retries.Keys, ids);
        var limits = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var (id, text) in timeouts)
        {
            if (text is not null && Durations.Parse(text) is { } limit && limit > TimeSpan.Zero)
            {
                limits[id] = limit;
            }
            else
            {
                found.Add($"{nameof(timeouts)}.{id}", $"This must be {Durations.Meaning}, more than 0 and at most 366 days.");
            }
        }

        foreach (var (id, _) in retries.Where(count => count.Value is < 0 or > MaxRetries))
        {
            found.Add($"{nameof(retries)}.{id}", $"This must be a whole number from 0 to {MaxRetries}.");
        }

        problems = found.ToList();
        return problems.Count > 0 || (limits.Count == 0 && retries.Count == 0)
            ? definition
            : definition with { Steps = Apply(definition.Steps, limits, retries) };
    }

    private static void Named(ProblemList problems, string field, IEnumerable<string> named, HashSet<string> ids)
    {
        foreach (var id in named.Where(id => !ids.Contains(id)))
        {
            problems.Add(field, $"There is no step '{Security.Sanitiser.Line(id, 60)}'.", Nearest.One(id, ids));
        }
    }

    private static StepDefinition[] Apply(
        IReadOnlyList<StepDefinition> steps, Dictionary<string, TimeSpan> limits, IReadOnlyDictionary<string, int> retries) =>
    [
        .. steps.Select(step => step with
        {
            Timeout = limits.TryGetValue(step.Id, out var limit) ? limit : step.Timeout,
            Retry = retries.TryGetValue(step.Id, out var count)
                ? (step.Retry ?? new RetryDefinition()) with { MaxAttempts = count + 1 }
                : step.Retry,
            Steps = Apply(step.Steps, limits, retries),
        }),
    ];
}
