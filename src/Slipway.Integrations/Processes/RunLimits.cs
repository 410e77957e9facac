namespace Slipway.Integrations.Processes;

/// <summary>What may end a run before its time: a request, the limits on time, on silence, and on what it takes.</summary>
internal sealed class RunLimits : IDisposable
{
    // The longest delay that a timer takes.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly CancellationToken _cancelled;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _footprint = new();
    private readonly CancellationTokenSource _any;
    private readonly TimeSpan? _silenceLimit;

    internal RunLimits(TimeSpan timeLimit, TimeSpan? silenceLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        _cancelled = cancellationToken;
        _silenceLimit = silenceLimit is { } limit ? Bounded(limit) : null;
        _time = new CancellationTokenSource(Bounded(timeLimit), time);
        _silence = new CancellationTokenSource(_silenceLimit ?? Timeout.InfiniteTimeSpan, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _time.Token, _silence.Token, _footprint.Token);
    }

    /// <summary>Cancelled as soon as one is reached.</summary>
    internal CancellationToken Token => _any.Token;

    /// <summary>Which one it was.</summary>
    internal ProcessEnding Reached => _cancelled.IsCancellationRequested ? ProcessEnding.Cancelled
        : _time.IsCancellationRequested ? ProcessEnding.TimeLimit
        : _footprint.IsCancellationRequested ? ProcessEnding.FootprintLimit
        : ProcessEnding.SilenceLimit;

    /// <summary>It takes more than it may.</summary>
    internal Task ExceededAsync() => _footprint.CancelAsync();

    /// <summary>There was output: the silence begins anew.</summary>
    internal void Heard()
    {
        if (_silenceLimit is not { } limit)
        {
            return;
        }

        try
        {
            _silence.CancelAfter(limit);
        }
        catch (ObjectDisposedException)
        {
            // A stream that outlived its process still drains.
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _footprint.Dispose();
        _silence.Dispose();
        _time.Dispose();
    }

    private static TimeSpan Bounded(TimeSpan limit) =>
        limit == Timeout.InfiniteTimeSpan || limit > Longest ? Longest : limit < TimeSpan.Zero ? TimeSpan.Zero : limit;
}
