namespace Slipway.Core.Definitions.Validation;

/// <summary>A step of a definition, or of a foreach, with those inside parallel groups beside the others.</summary>
/// <param name="Step">As it is written.</param>
/// <param name="Group">The parallel step it stands in.</param>
/// <param name="DependsOn">All it waits for: its own, its group's, and, of a group, the steps inside. Ids as they are written.</param>
/// <param name="Path">Where it is written: <c>steps[2].steps[0]</c>.</param>
internal sealed record FlatStep(StepDefinition Step, string? Group, IReadOnlyList<string> DependsOn, string Path)
{
    /// <summary>The most dependencies of all steps together: a group's count for each step inside.</summary>
    public const int MaxDependencies = 200_000;

    public string Id => Step.Id;

    /// <summary>Flattens; stops at <see cref="MaxDependencies"/>.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="path">Where they are written.</param>
    /// <param name="isTooMuch">Whether there are more dependencies than allowed.</param>
    public static List<FlatStep> Of(IReadOnlyList<StepDefinition> steps, string path, out bool isTooMuch)
    {
        var flat = new List<FlatStep>();
        var left = MaxDependencies;
        Add(flat, steps, path, group: null, inherited: [], ref left);
        isTooMuch = left < 0;
        return flat;
    }

    /// <summary>The steps that run only when they are called for, each with those it stands in for or undoes.</summary>
    public static ILookup<string, string> OnDemand(IEnumerable<FlatStep> steps, ErrorHandling handling) => steps
        .Where(step => ReplacementOf(step.Step) is not null)
        .Select(step => (Spare: ReplacementOf(step.Step)!, Serves: step.Id))
        .Concat(handling.CompensateWith.Select(pair => (Spare: pair.Value, Serves: pair.Key)))
        .ToLookup(pair => pair.Spare, pair => pair.Serves, StringComparer.Ordinal);

    /// <summary>The step that runs in a failed one's place, when one does.</summary>
    public static string? ReplacementOf(StepDefinition step) => step.OnFailure is "park" or "fail" or "continue" ? null : step.OnFailure;

    private static void Add(
        List<FlatStep> flat, IReadOnlyList<StepDefinition> steps, string path, string? group, IReadOnlyList<string> inherited, ref int left)
    {
        for (var index = 0; index < steps.Count && left >= 0; index++)
        {
            var step = steps[index];
            var at = $"{path}[{index}]";
            string[] own = [.. inherited.Union(step.DependsOn, StringComparer.Ordinal)];
            if (step.Type == StepType.Parallel)
            {
                Add(flat, step.Steps, at + ".steps", step.Id, own, ref left);
                own = [.. own.Union(step.Steps.Select(inner => inner.Id), StringComparer.Ordinal)];
            }

            left -= own.Length;
            flat.Add(new FlatStep(step, group, own, at));
        }
    }
}
