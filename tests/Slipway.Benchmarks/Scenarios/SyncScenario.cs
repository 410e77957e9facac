using Slipway.Benchmarks.Contenders;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>Whether what each contender says of its durability is so: how often its store waits for the disk.</summary>
internal sealed class SyncScenario : IScenario
{
    private const int Workflows = 50;

    public string Name => "syncs";

    public string What => "how often a workflow of five steps, alone, has the store wait for the disk, seen with strace";

    public bool HasPeers => true;

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.NewFolder(Name);
        foreach (var contender in await run.ContendersAsync(cancellationToken))
        {
            await using var counter = await TryCountAsync(run, contender, folder, cancellationToken);
            if (counter is null)
            {
                return;
            }

            await contender.RunAsync(Workflows, inFlight: 1, cancellationToken);
            var syncs = await counter.StopAsync(cancellationToken);
            run.Book.Add(contender, Name, "syncs", "a workflow", (double)syncs / Workflows);
        }
    }

    // It needs a program and a right that not every machine gives; the rest of the run does not.
    private async Task<SyncCounter?> TryCountAsync(
        BenchmarkRun run, IContender contender, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await SyncCounter.StartAsync(contender.StoreProcessId, folder, cancellationToken);
        }
        catch (BenchmarkException exception)
        {
            run.Book.Note($"{Name}: not counted: {exception.Message}");
            return null;
        }
    }
}
