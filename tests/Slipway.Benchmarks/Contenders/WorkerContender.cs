using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Peers;
using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Contenders;

/// <summary>A contender whose load is made in its own process.</summary>
/// <param name="name">Whose engine it is.</param>
/// <param name="worker">The process.</param>
/// <param name="database">The server of its store, if it has one; it is stopped with it.</param>
internal sealed class WorkerContender(string name, WorkerProcess worker, PostgresServer? database = null) : IContender
{
    public string Name => name;

    public Transport Transport => Transport.InProcess;

    public string Version => worker.Ready.Version ?? string.Empty;

    public string Durability => worker.Ready.Durability ?? string.Empty;

    public int StoreProcessId => database?.ProcessId ?? worker.Process.Id;

    public IReadOnlyList<int> ProcessIds => database is null ? [worker.Process.Id] : [worker.Process.Id, database.ProcessId];

    public Task<Sample> RunAsync(int count, int inFlight, CancellationToken cancellationToken) =>
        DoAsync(new WorkRequest("run", count, inFlight), cancellationToken);

    public Task<Sample> SignalAsync(int count, int inFlight, CancellationToken cancellationToken) =>
        DoAsync(new WorkRequest("signal", count, inFlight), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    private async Task<Sample> DoAsync(WorkRequest request, CancellationToken cancellationToken) =>
        (await worker.DoAsync(request, cancellationToken)).ToSample();
}
