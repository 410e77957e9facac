namespace Slipway.Benchmarks.Scenarios;

/// <summary>Everything that is measured, in order; those with peers come first, because starting them takes long.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<IScenario> List { get; } =
    [
        new PeerScenario(
            "throughput",
            "workflows of five steps, each started and awaited, 50 in flight",
            sizes => sizes.Workflows,
            (sizes, contender, count, token) => contender.RunAsync(count, sizes.InFlight, token),
            hasThroughput: true),
        new PeerScenario(
            "alone",
            "the same workflow, one at a time",
            sizes => sizes.Alone,
            (_, contender, count, token) => contender.RunAsync(count, inFlight: 1, token)),
        new PeerScenario(
            "signal",
            "start a workflow that waits for an event, signal it, await its end; one at a time",
            sizes => sizes.Alone,
            (_, contender, count, token) => contender.SignalAsync(count, inFlight: 1, token)),
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
