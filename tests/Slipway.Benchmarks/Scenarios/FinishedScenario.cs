using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>What a store full of instances that have ended does to its lists and to the start.</summary>
internal sealed class FinishedScenario : IScenario
{
    private const int StartsInFlight = 400;
    private const int Batches = 10;
    private const int WarmUpPages = 5;

    public string Name => "finished";

    public string What => "very many instances that have ended, on disk: a page of 100 of a list, and the start of a process";

    public bool HasPeers => false;

    /// <summary>The lists, by the name that the worker knows.</summary>
    public static IReadOnlyList<(string Query, string Metric)> Lists { get; } =
    [
        ("failed", "by status, failed"),
        ("completed", "by status, completed"),
        ("running", "by status, running (none)"),
        ("time", "by time of creation"),
        ("prefix", "by prefix of the id"),
        ("name", "by name, one that all have and one that none has"),
        ("tag", "by tag, one in 50"),
    ];

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.NewFolder(Name);
        await FillAsync(run, folder, cancellationToken);
        var empty = run.NewFolder("empty");
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            await using (var worker = await WorkerProcess.StartEngineAsync(empty, cancellationToken))
            {
                run.Book.Add(Name, "start, empty store", "ms", worker.StartMs);
            }

            await using (var worker = await WorkerProcess.StartEngineAsync(folder, cancellationToken))
            {
                run.Book.Add(Name, "start, full store", "ms", worker.StartMs);
                await ListAsync(run, worker, cancellationToken);
            }

            BenchmarkRun.Say($"{Name} {round}/{run.Options.Rounds}: done");
        }
    }

    private async Task FillAsync(BenchmarkRun run, string folder, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerProcess.StartEngineAsync(folder, cancellationToken);
        var total = run.Sizes.Finished;
        var elapsedMs = 0d;
        var batch = total / Batches;
        for (var done = 0; done < total; done += batch)
        {
            var count = Math.Min(batch, total - done);
            var reply = await worker.DoAsync(new WorkRequest("finish", count, StartsInFlight, Size: done), cancellationToken);
            elapsedMs += reply.ElapsedMs;
            BenchmarkRun.Say($"{Name}: {done + count} of {total} instances, {count / reply.ElapsedMs * 1_000:F0}/s");
        }

        run.Book.Add(Name, "instances", "instances", total);
        run.Book.Add(Name, "run to the end", "instances/s", total / elapsedMs * 1_000);
    }

    private async Task ListAsync(BenchmarkRun run, WorkerProcess worker, CancellationToken cancellationToken)
    {
        foreach (var (query, metric) in Lists)
        {
            var list = new WorkRequest("list", run.Sizes.Pages, Size: run.Sizes.Finished, Id: query);
            await worker.DoAsync(list with { Count = WarmUpPages }, cancellationToken);
            var sample = (await worker.DoAsync(list, cancellationToken)).ToSample();
            run.Book.Add(Name, $"{metric}, p50", "ms", sample.PercentileMs(50));
            run.Book.Add(Name, $"{metric}, p99", "ms", sample.PercentileMs(99));
        }
    }
}
