using System.Globalization;

namespace Slipway.Benchmarks.Processes;

/// <summary>Counts, with strace, how often a process and its children wait until a file is on disk.</summary>
/// <remarks>
/// It does not see what a file opened for synchronous writing does. It slows the process down, so nothing is timed meanwhile.
/// </remarks>
internal sealed class SyncCounter : IAsyncDisposable
{
    private static readonly string[] Calls = ["fsync", "fdatasync", "sync_file_range", "msync", "syncfs"];

    private readonly ChildProcess _strace;
    private readonly string _path;

    private SyncCounter(ChildProcess strace, string path)
    {
        _strace = strace;
        _path = path;
    }

    /// <summary>Begins to count.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="folder">For a file in which it is noted.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="BenchmarkException">There is no strace, or it is not allowed.</exception>
    public static async Task<SyncCounter> StartAsync(int processId, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "syncs");
        File.Delete(path);
        string[] command =
        [
            "strace", "-f", "-o", path, "-e", $"trace={string.Join(',', Calls)}",
            .. ProcessTree.Ids(processId).SelectMany(id => new[] { "-p", id.ToString(CultureInfo.InvariantCulture) }),
        ];
        var counter = new SyncCounter(ChildProcess.Start(command, folder), path);
        try
        {
            await Until.ReadyAsync(
                "strace",
                counter._strace,
                _ => Task.FromResult(counter._strace.Tail.Contains("attached", StringComparison.Ordinal)),
                cancellationToken);
            return counter;
        }
        catch
        {
            await counter.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops, and gives the number.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await _strace.StopAsync(NativeMethods.Interrupt, cancellationToken);

        // A call that was interrupted by another thread's has a second line, without the bracket.
        return File.ReadLines(_path).Count(line => Calls.Any(call => line.Contains($" {call}(", StringComparison.Ordinal)));
    }

    public ValueTask DisposeAsync() => _strace.DisposeAsync();
}
