namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>A generated orchestration: the steps of each generation, which ends by continuing as new, the last one by its total.</summary>
internal sealed record Program(int Number, IReadOnlyList<IReadOnlyList<Step>> Generations)
{
    /// <summary>The names of the events that it awaits, once for each time.</summary>
    public IEnumerable<string> Awaited => Generations.SelectMany(steps => steps).OfType<Await>().Select(step => step.Event);

    /// <summary>The instances that it sends events to.</summary>
    public IEnumerable<string> Targets => Generations.SelectMany(steps => steps).OfType<Send>().Select(step => step.Target);

    /// <summary>Whether it calls sub-orchestrations.</summary>
    public bool Calls => Generations.SelectMany(steps => steps)
        .Any(step => step is Call || (step is Together parallel && parallel.Steps.Any(inner => inner is Call)));

    public bool Sends => Generations.SelectMany(steps => steps).Any(step => step is Send);

    public override string ToString() =>
        $"{Number}: " + string.Join(" | ", Generations.Select(steps => string.Join(", ", steps.Select(Describe))));

    private static string Describe(Step step) =>
        step is Together parallel ? $"Together({string.Join(", ", parallel.Steps.Select(Describe))})" : step.ToString();
}

/// <summary>What a generation starts with.</summary>
internal sealed record ProgramInput(int Program, int Generation, long Total, Dictionary<string, int> Next, int Doubles);

/// <summary>What a program ends with: its total, and how many events came twice.</summary>
internal sealed record ProgramOutput(long Total, int Doubles);

/// <summary>An external event: its number among those of its name, from 0.</summary>
internal sealed record Signal(int Number, long Value);

/// <summary>What an activity is asked to do.</summary>
internal sealed record WorkInput(string Key, int Value, int Failures);

/// <summary>The arithmetic that programs and their model share.</summary>
internal static class Totals
{
    public const long Caught = 17;
    public const long TimerFired = 5;
    public const long Nothing = 1;

    public static long Mix(long total, long value) => unchecked((total * 1_000_003L) ^ value) & 0xFFFF_FFFF_FFFFL;

    public static long OfWork(int value) => (value * 7919L) + 11;

    public static long OfSignal(string name, int number) => Mix(name.Sum(letter => letter), number);
}
