using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>What a workflow costs: numbers that hold on a busy machine, too, where times do not.</summary>
internal sealed class CostScenario : IScenario
{
    private static readonly (string Fact, string Unit)[] Facts =
    [
        (CostMeter.ProcessorTime, "us a workflow"),
        (CostMeter.Allocated, "KiB a workflow"),
        (CostMeter.Commits, "a workflow"),
        (CostMeter.Collections, "a workflow"),
    ];

    public string Name => "cost";

    public string What => "what a workflow of five steps costs in process, 50 in flight and alone";

    public bool HasPeers => false;

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerProcess.StartEngineAsync(run.NewFolder(Name), cancellationToken);
        var many = new WorkRequest("run", run.Sizes.Workflows, run.Sizes.InFlight);
        var begun = TimeProvider.System.GetTimestamp();
        do
        {
            await worker.DoAsync(many, cancellationToken);
        }
        while (TimeProvider.System.GetElapsedTime(begun) < run.Sizes.WarmUp);

        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            Record(run, "in flight", await worker.DoAsync(many, cancellationToken));
            Record(run, "alone", await worker.DoAsync(new WorkRequest("run", run.Sizes.Alone), cancellationToken));
        }
    }

    private void Record(BenchmarkRun run, string how, WorkReply reply)
    {
        foreach (var (fact, unit) in Facts)
        {
            run.Book.Add(Name, $"{fact}, {how}", unit, reply.Facts[fact]);
        }
    }
}
