using System.Globalization;
using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>What a waiting instance with a long history takes to end after its process was killed.</summary>
internal sealed class HistoryScenario : IScenario
{
    private const int ProbeSteps = 100;

    public string Name => "history";

    public string What => "in a new process, from the event that an instance with a long history waits for to its end";

    public bool HasPeers => false;

    /// <summary>The metric of a length.</summary>
    public static string Metric(int events) => events.ToString(CultureInfo.InvariantCulture);

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.NewFolder(Name);
        var lengths = await GrowAsync(run, folder, cancellationToken);
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            foreach (var (events, steps) in lengths)
            {
                // Another process for each, so that nothing of the instance is in memory.
                await using var worker = await WorkerProcess.StartEngineAsync(folder, cancellationToken);
                var resume = new WorkRequest("resume", Size: steps, Id: Id(events, round));
                var reply = await worker.DoAsync(resume, cancellationToken);
                run.Book.Add(Name, Metric(events), "ms", reply.ElapsedMs);
                await worker.Process.KillAsync();
            }
        }
    }

    // How many events a step leaves is the engine's affair, so it is asked.
    private static async Task<List<(int Events, int Steps)>> GrowAsync(
        BenchmarkRun run, string folder, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerProcess.StartEngineAsync(folder, cancellationToken);
        var few = await worker.DoAsync(new WorkRequest("grow", Size: ProbeSteps, Id: "few"), cancellationToken);
        var more = await worker.DoAsync(new WorkRequest("grow", Size: 2 * ProbeSteps, Id: "more"), cancellationToken);
        var eventsPerStep = (more.Facts["events"] - few.Facts["events"]) / ProbeSteps;
        var lengths = new List<(int Events, int Steps)>();
        foreach (var events in run.Sizes.HistoryEvents)
        {
            var steps = (int)Math.Ceiling(events / eventsPerStep);
            var grow = new WorkRequest("grow", run.Options.Rounds, InFlight: run.Options.Rounds, steps, Id(events));
            var reply = await worker.DoAsync(grow, cancellationToken);
            run.Book.Add("history", $"{Metric(events)}: length", "events", reply.Facts["events"]);
            BenchmarkRun.Say($"history: {steps} steps are {reply.Facts["events"]:F0} events");
            lengths.Add((events, steps));
        }

        await worker.Process.KillAsync();
        return lengths;
    }

    private static string Id(int events) => $"h{Metric(events)}-";

    private static string Id(int events, int round) => Id(events) + round.ToString(CultureInfo.InvariantCulture);
}
