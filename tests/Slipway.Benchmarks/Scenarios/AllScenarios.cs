namespace Slipway.Benchmarks.Scenarios;

/// <summary>Everything that is measured, in order; those with peers come first, because starting them takes long.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<IScenario> List { get; } =
    [
        new PeerScenario(
            "throughput",
            "workflows of five steps, each started and awaited, 50 in flight",
            (sizes, contender, token) => contender.RunAsync(sizes.Workflows, sizes.InFlight, token),
            hasThroughput: true),
        new PeerScenario(
            "alone",
            "the same workflow, one at a time",
            (sizes, contender, token) => contender.RunAsync(sizes.Alone, inFlight: 1, token)),
        new PeerScenario(
            "signal",
            "start a workflow that waits for an event, signal it, await its end; one at a time",
            (sizes, contender, token) => contender.SignalAsync(sizes.Alone, inFlight: 1, token)),
        new SyncScenario(),
        new CostScenario(),
        new EffectScenario(),
        new FanOutScenario(),
        new HistoryScenario(),
        new WaitingScenario(),
        new FinishedScenario(),
        new PlannerScenario(),
        new ThousandScenario(),
        new FiftyScenario(),
    ];
}
