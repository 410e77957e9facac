using Slipway.Benchmarks.Peers;
using Slipway.Benchmarks.Worker;

namespace Slipway.Benchmarks.Contenders;

/// <summary>Starts each contender in a folder of its own.</summary>
internal static class ContenderStart
{
    /// <summary>In the order in which they take their turns.</summary>
    public static IReadOnlyList<Func<string, CancellationToken, Task<IContender>>> All { get; } =
    [
        (folder, cancellationToken) => SlipwayHttp.StartAsync(Path.Combine(folder, "slipway-http"), cancellationToken),
        (folder, cancellationToken) => RestateHttp.StartAsync(Path.Combine(folder, "restate"), cancellationToken),
        (folder, cancellationToken) => SlipwayInProcessAsync(Path.Combine(folder, "slipway-engine"), cancellationToken),
        (folder, cancellationToken) => DbosAsync(Path.Combine(folder, "postgres"), cancellationToken),
    ];

    private static async Task<IContender> SlipwayInProcessAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        return new WorkerContender("Slipway", await WorkerProcess.StartEngineAsync(folder, cancellationToken));
    }

    private static async Task<IContender> DbosAsync(string folder, CancellationToken cancellationToken)
    {
        var database = await PostgresServer.StartAsync(folder, cancellationToken);
        try
        {
            string[] command = ["node", "dbos-worker.mjs", database.Url("dbos")];
            return new WorkerContender("DBOS", await WorkerProcess.StartAsync(command, NodeFolder.Path, cancellationToken), database);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
