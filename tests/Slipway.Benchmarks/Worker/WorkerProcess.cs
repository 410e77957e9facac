using System.Text.Json;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Worker;

/// <summary>A process that does work in process, on one's own engine or on another: see <see cref="WorkRequest"/>.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private WorkerProcess(ChildProcess process) => Process = process;

    public ChildProcess Process { get; }

    /// <summary>What it said when it was ready.</summary>
    public WorkReply Ready { get; private init; } = new();

    /// <summary>How long it took from its start until it was ready, in milliseconds.</summary>
    public double StartMs { get; private init; }

    /// <summary>Starts the program and waits until it is ready.</summary>
    public static async Task<WorkerProcess> StartAsync(IReadOnlyList<string> command, string folder, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var process = ChildProcess.Start(command, folder);
        try
        {
            var ready = await ReadAsync(process, cancellationToken);
            var startMs = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
            return new WorkerProcess(process) { Ready = ready, StartMs = startMs };
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one's own engine on a folder.</summary>
    public static Task<WorkerProcess> StartEngineAsync(string folder, CancellationToken cancellationToken) =>
        StartAsync([.. Self.Command, "engine", folder], folder, cancellationToken);

    /// <summary>Has it do something, and waits until it is done.</summary>
    /// <exception cref="BenchmarkException">It failed, or a result was wrong.</exception>
    public async Task<WorkReply> DoAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        await Process.WriteLineAsync(JsonSerializer.Serialize(request, JsonSerializerOptions.Web), cancellationToken);
        return await ReadAsync(Process, cancellationToken);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task<WorkReply> ReadAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        var reply = JsonSerializer.Deserialize<WorkReply>(await process.ReadReplyAsync(cancellationToken), JsonSerializerOptions.Web)!;
        return reply.Error is null ? reply : throw new BenchmarkException($"The work failed: {reply.Error}");
    }
}
