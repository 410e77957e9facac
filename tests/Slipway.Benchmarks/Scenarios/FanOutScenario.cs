using System.Globalization;
using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>What one orchestration with very many activities takes, and whether that grows faster than their number.</summary>
internal sealed class FanOutScenario : IScenario
{
    public string Name => "fan-out";

    public string What => "one orchestration that calls so many activities at once and adds their results up";

    public bool HasPeers => false;

    /// <summary>The metric of a size.</summary>
    public static string Metric(int activities) => activities.ToString(CultureInfo.InvariantCulture);

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerProcess.StartEngineAsync(run.NewFolder(Name), cancellationToken);
        await worker.DoAsync(new WorkRequest("fan-out", Count: 3, Size: run.Sizes.FanOut[^1]), cancellationToken);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            foreach (var size in run.Sizes.FanOut)
            {
                var reply = await worker.DoAsync(new WorkRequest("fan-out", Size: size), cancellationToken);
                run.Book.Add(Name, Metric(size), "ms", reply.ElapsedMs);
                BenchmarkRun.Say($"{Name} {round}/{run.Options.Rounds}: {size} activities {reply.ElapsedMs:F0} ms");
            }
        }
    }
}
