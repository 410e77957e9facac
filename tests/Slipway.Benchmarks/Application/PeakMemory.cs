using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Application;

/// <summary>Looks again and again at how much memory a process holds, until it is stopped.</summary>
internal sealed class PeakMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<long> _watching;
    private readonly long _before;

    public PeakMemory(ChildProcess process)
    {
        _before = process.ResidentBytes();
        _watching = WatchAsync(process);
    }

    /// <summary>How much more it held at most than at the beginning, in bytes.</summary>
    public async Task<long> StopAsync()
    {
        await _stop.CancelAsync();
        var peak = await _watching;
        _stop.Dispose();
        return peak - _before;
    }

    private async Task<long> WatchAsync(ChildProcess process)
    {
        var peak = _before;
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                peak = Math.Max(peak, process.ResidentBytes());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what has been seen counts.
        }

        return Math.Max(peak, process.ResidentBytes());
    }
}
