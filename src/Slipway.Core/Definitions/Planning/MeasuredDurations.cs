namespace Slipway.Core.Definitions.Planning;

/// <summary>How long the steps of a definition took in its last runs, by id. Only steps that succeeded count, each with the attempt that
/// did.</summary>
/// <param name="Steps">By step; at most <see cref="MaxSteps"/>.</param>
public sealed record MeasuredDurations(IReadOnlyDictionary<string, StepDurations> Steps)
{
    /// <summary>How many steps are remembered.</summary>
    public const int MaxSteps = 1_000;

    /// <summary>Of a definition that has not run.</summary>
    public static MeasuredDurations None { get; } = new(new Dictionary<string, StepDurations>(StringComparer.Ordinal));

    /// <summary>With another run.</summary>
    /// <param name="run">By step, how long it took, in milliseconds.</param>
    /// <remarks>When there are too many, those that this run does not have are forgotten: the definition has changed.</remarks>
    public MeasuredDurations With(IReadOnlyDictionary<string, long> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var steps = new Dictionary<string, StepDurations>(StringComparer.Ordinal);
        foreach (var (id, durationMs) in run.Take(MaxSteps))
        {
            steps[id] = (Steps.GetValueOrDefault(id) ?? StepDurations.None).With(durationMs);
        }

        foreach (var (id, earlier) in Steps.Where(step => !run.ContainsKey(step.Key)).Take(MaxSteps - steps.Count))
        {
            steps[id] = earlier;
        }

        return new MeasuredDurations(steps);
    }
}
