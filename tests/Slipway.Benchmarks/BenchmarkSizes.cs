namespace Slipway.Benchmarks;

/// <summary>How much of everything is measured.</summary>
internal sealed record BenchmarkSizes
{
    /// <summary>Workflows of five steps in a round of throughput.</summary>
    public int Workflows { get; init; } = 2_000;

    /// <summary>How many of them at once.</summary>
    public int InFlight { get; init; } = 50;

    /// <summary>How long each contender is loaded before anything is measured.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a contender that stood still is loaded before a round of it is measured.</summary>
    public TimeSpan WarmUpAgain { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Workflows, one at a time, in a round of what is measured alone.</summary>
    public int Alone { get; init; } = 200;

    /// <summary>Instances that wait for an event.</summary>
    public int Waiting { get; init; } = 100_000;

    /// <summary>How long those are watched doing nothing.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Activities of a fan-out.</summary>
    public IReadOnlyList<int> FanOut { get; init; } = [1_000, 5_000, 10_000];

    /// <summary>Events of a history.</summary>
    public IReadOnlyList<int> HistoryEvents { get; init; } = [2_500, 5_000, 10_000];

    /// <summary>Instances on disk that have ended.</summary>
    public int Finished { get; init; } = 1_000_000;

    /// <summary>Pages read by each query.</summary>
    public int Pages { get; init; } = 50;

    /// <summary>Steps of definitions that are planned.</summary>
    public IReadOnlyList<int> PlannedSteps { get; init; } = [1_000, 10_000, 40_000];

    public static BenchmarkSizes Full { get; } = new();

    public static BenchmarkSizes Quick { get; } = new()
    {
        Workflows = 500,
        WarmUp = TimeSpan.FromSeconds(4),
        WarmUpAgain = TimeSpan.FromSeconds(1),
        Alone = 100,
        Waiting = 10_000,
        Idle = TimeSpan.FromSeconds(3),
        Finished = 50_000,
        Pages = 20,
    };
}
