using Slipway.Benchmarks.Scenarios;

namespace Slipway.Benchmarks.Results;

/// <summary>What the engine is to reach; a target whose scenario was not run is left out.</summary>
internal static class Targets
{
    private const string Http = "http";
    private const string InProcess = "in process";
    private const double LinearGrowth = 1.5;

    public static IReadOnlyList<TargetResult> Check(ResultBook book) =>
    [
        .. AtLeast("throughput over HTTP, times Restate's", 10, Times(book, "Restate", Http)),
        .. AtLeast("throughput in process, times DBOS'", 15, Times(book, "DBOS", InProcess)),
        .. AtMost("alone, p50, part of the best peer's: over HTTP", 0.2, PartOfBest(book, "alone", Http)),
        .. AtMost("alone, p50, part of the best peer's: in process", 0.2, PartOfBest(book, "alone", InProcess)),
        .. AtMost("signal, p50, part of the best peer's: over HTTP", 0.2, PartOfBest(book, "signal", Http)),
        .. AtMost("signal, p50, part of the best peer's: in process", 0.2, PartOfBest(book, "signal", InProcess)),
        .. AtMost("signal to effect, p50, ms", 2, Ours(book, "effect", "p50")),
        .. AtMost("fan-out to 10,000 activities, ms", 2_000, Ours(book, "fan-out", FanOutScenario.Metric(10_000))),
        .. AtMost(
            "fan-out: cost of an activity of 10,000, times that of 1,000",
            LinearGrowth,
            Ours(book, "fan-out", FanOutScenario.Metric(10_000)) / 10 / Ours(book, "fan-out", FanOutScenario.Metric(1_000))),
        .. AtMost("history of 10,000 events, cold, ms", 1_000, Ours(book, "history", HistoryScenario.Metric(10_000))),
        .. AtMost("waiting instances: memory, MB", 2_000, Ours(book, "waiting", "memory")),
        .. AtMost("waiting instances: idle processor, %", 1, Ours(book, "waiting", "idle processor")),
        .. AtMost("waiting instances: restart, ms", 5_000, Ours(book, "waiting", "restart")),
        .. FinishedScenario.Lists.SelectMany(list => AtMost(
            $"finished instances: a page {list.Metric}, p99, ms", 50, Ours(book, "finished", $"{list.Metric}, p99"))),
        .. AtMost(
            "finished instances: what they add to the start, ms",
            100,
            Ours(book, "finished", "start, full store") - Ours(book, "finished", "start, empty store")),
        .. AtMost("plan of 10,000 steps, ms", 1_000, Ours(book, "planner", PlannerScenario.Metric(10_000))),
        .. AtMost(
            "plan: processor time of a step of 10,000, times that of 1,000",
            LinearGrowth,
            Ours(book, "planner", PlannerScenario.ProcessorMetric(10_000)) / 10
                / Ours(book, "planner", PlannerScenario.ProcessorMetric(1_000))),
        .. ThousandScenario.StatusMetrics.SelectMany(metric => AtMost(
            $"1,000 steps: {metric}, KB", 16, Ours(book, "thousand", metric))),
        .. AtMost("fifty workflows: start, p99, ms", 1_000, Ours(book, "fifty", $"{FiftyScenario.Start}, p99")),
        .. AtMost("fifty workflows: state persisted, p99, ms", 100, Ours(book, "fifty", $"{FiftyScenario.Persisted}, p99")),
        .. AtMost("fifty workflows: event handled, p99, ms", 10, Ours(book, "fifty", $"{FiftyScenario.Handled}, p99")),
        .. AtMost("fifty workflows: memory a workflow, MB", 100, Ours(book, "fifty", FiftyScenario.Memory)),
    ];

    private static IEnumerable<TargetResult> AtLeast(string target, double limit, double? reached) =>
        reached is { } value ? [new TargetResult(target, limit, IsMinimum: true, value)] : [];

    private static IEnumerable<TargetResult> AtMost(string target, double limit, double? reached) =>
        reached is { } value ? [new TargetResult(target, limit, IsMinimum: false, value)] : [];

    private static double? Ours(ResultBook book, string scenario, string metric) =>
        book.Median(scenario, metric, ResultBook.Ours, InProcess);

    private static double? Times(ResultBook book, string peer, string transport) =>
        book.Median("throughput", "throughput", ResultBook.Ours, transport)
            / book.Median("throughput", "throughput", peer, transport);

    // The best peer whatever its transport: the harder comparison.
    private static double? PartOfBest(ResultBook book, string scenario, string transport)
    {
        var peers = book.Metrics
            .Where(metric => metric.Scenario == scenario && metric.Name == "p50" && metric.Contender != ResultBook.Ours)
            .Select(metric => metric.Median)
            .ToList();
        return peers.Count == 0 ? null : book.Median(scenario, "p50", ResultBook.Ours, transport) / peers.Min();
    }
}
