namespace Slipway.Integrations.Tests;

/// <summary>Time in which a wait of at most ten minutes is over at once, and the clock has moved on by it; longer ones never end.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The waits, in their order.</summary>
    internal List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Skip(TimeSpan wait)
    {
        lock (_lock)
        {
            _now += wait;
            Waits.Add(wait);
        }
    }

    private sealed class Timer(SkippingTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= Longest)
            {
                time.Skip(dueTime);
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    if (!_disposed)
                    {
                        callback(state);
                    }
                });
            }

            return true;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
