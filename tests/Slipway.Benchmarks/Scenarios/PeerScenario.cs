using Slipway.Benchmarks.Contenders;
using Slipway.Benchmarks.Machine;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Processes;
using Slipway.Benchmarks.Results;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>A workload that every contender runs, in turn, round after round.</summary>
/// <param name="name">Its name.</param>
/// <param name="what">What it measures.</param>
/// <param name="count">How many pieces of work are a round.</param>
/// <param name="load">Has a contender do so many.</param>
/// <param name="hasThroughput">Whether the pieces of work a second are a result.</param>
internal sealed class PeerScenario(
    string name,
    string what,
    Func<BenchmarkSizes, int> count,
    Func<BenchmarkSizes, IContender, int, CancellationToken, Task<Sample>> load,
    bool hasThroughput = false)
    : IScenario
{
    // What the one before left to be done (a checkpoint, a collection) is not to be done on the next one's time.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A warm-up is so small a part of a round, and at least as much as is in flight: its batches are to load as the round does.
    private const int PartOfWarmUp = 4;
    private const int LeastOfWarmUp = 50;

    /// <summary>The metric that says how busy others kept the machine meanwhile.</summary>
    public const string NeighboursMetric = "busy with others";

    public string Name => name;

    public string What => what;

    public bool HasPeers => true;

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var contenders = await run.ContendersAsync(cancellationToken);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                using var others = new HeldProcesses(contenders.Where(other => other != contender).SelectMany(other => other.ProcessIds));
                await WarmUpAgainAsync(run.Sizes, contender, cancellationToken);
                var neighbours = new Neighbours();
                var used = ProcessTree.ProcessorTime(contender.ProcessIds);
                var sample = await load(run.Sizes, contender, count(run.Sizes), cancellationToken);
                Record(run.Book, contender, sample);
                var cost = (ProcessTree.ProcessorTime(contender.ProcessIds) - used).TotalMilliseconds / sample.LatenciesMs.Length;
                run.Book.Add(contender, name, "processor time", "ms", cost);
                run.Book.Add(contender, name, NeighboursMetric, "processors", neighbours.BusyProcessors());
                BenchmarkRun.Say(
                    $"{name} {round}/{run.Options.Rounds}: {contender.Name} {ResultBook.Text(contender.Transport)}: "
                    + $"{sample.PerSecond:F0}/s, p50 {sample.PercentileMs(50):F2} ms, {cost:F2} ms of processor time");
            }
        }
    }

    /// <summary>
    /// Who stood still is slow at first: time-outs have passed, the processor's caches are others', and pages that nobody touched meanwhile
    /// the system may have taken.
    /// </summary>
    private async Task WarmUpAgainAsync(BenchmarkSizes sizes, IContender contender, CancellationToken cancellationToken)
    {
        var batch = Math.Max(LeastOfWarmUp, count(sizes) / PartOfWarmUp);
        var begun = TimeProvider.System.GetTimestamp();
        do
        {
            await load(sizes, contender, batch, cancellationToken);
        }
        while (TimeProvider.System.GetElapsedTime(begun) < sizes.WarmUpAgain);
    }

    private void Record(ResultBook book, IContender contender, Sample sample)
    {
        if (hasThroughput)
        {
            book.Add(contender, name, "throughput", "workflows/s", sample.PerSecond);
        }

        book.Add(contender, name, "p50", "ms", sample.PercentileMs(50));
        book.Add(contender, name, "p99", "ms", sample.PercentileMs(99));
    }
}
