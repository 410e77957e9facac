using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>How long a signal takes until the waiting workflow acts on it.</summary>
internal sealed class EffectScenario : IScenario
{
    public string Name => "effect";

    public string What => "from raising an event to the activity that a waiting workflow runs because of it, one at a time";

    public bool HasPeers => false;

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerProcess.StartEngineAsync(run.NewFolder(Name), cancellationToken);
        var request = new WorkRequest("effect", run.Sizes.Alone);
        await worker.DoAsync(request with { Count = run.Sizes.Workflows, InFlight = run.Sizes.InFlight }, cancellationToken);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            var sample = (await worker.DoAsync(request, cancellationToken)).ToSample();
            run.Book.Add(Name, "p50", "ms", sample.PercentileMs(50));
            run.Book.Add(Name, "p99", "ms", sample.PercentileMs(99));
        }
    }
}
