using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>What very many waiting instances cost, and how soon they are back after a kill -9.</summary>
internal sealed class WaitingScenario : IScenario
{
    private const int StartsInFlight = 200;
    private const double MegaByte = 1_000_000;

    // What the starts left to be done (compilation, collections, checkpoints) is not idleness.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public string Name => "waiting";

    public string What => "instances that wait for an event: memory, processor time while idle, restart after kill -9";

    public bool HasPeers => false;

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.NewFolder(Name);
        await using (var worker = await WorkerProcess.StartEngineAsync(folder, cancellationToken))
        {
            var started = await worker.DoAsync(new WorkRequest("wait", run.Sizes.Waiting, StartsInFlight), cancellationToken);
            run.Book.Add(Name, "instances", "instances", run.Sizes.Waiting);
            run.Book.Add(Name, "start", "instances/s", started.ToSample().PerSecond);
            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            run.Book.Add(Name, "memory", "MB", worker.Process.ResidentBytes() / MegaByte);
            run.Book.Add(Name, "idle processor", "%", await IdlePercentAsync(run, worker, cancellationToken));
            await worker.Process.KillAsync();
        }

        for (var round = 0; round < run.Options.Rounds; round++)
        {
            await using var worker = await WorkerProcess.StartEngineAsync(folder, cancellationToken);
            var waiter = (round + 1) * (run.Sizes.Waiting - 1) / run.Options.Rounds;
            var reply = await worker.DoAsync(new WorkRequest("release", Size: waiter), cancellationToken);
            run.Book.Add(Name, "restart", "ms", worker.StartMs);
            run.Book.Add(Name, "first signal after restart", "ms", reply.ElapsedMs);
            run.Book.Add(Name, "memory after restart", "MB", worker.Process.ResidentBytes() / MegaByte);
            BenchmarkRun.Say($"{Name} {round + 1}/{run.Options.Rounds}: restart {worker.StartMs:F0} ms");
            await worker.Process.KillAsync();
        }
    }

    // Of one processor.
    private static async Task<double> IdlePercentAsync(BenchmarkRun run, WorkerProcess worker, CancellationToken cancellationToken)
    {
        var before = worker.Process.ProcessorTime();
        var begun = TimeProvider.System.GetTimestamp();
        await Task.Delay(run.Sizes.Idle, TimeProvider.System, cancellationToken);
        return (worker.Process.ProcessorTime() - before) / TimeProvider.System.GetElapsedTime(begun) * 100;
    }
}
