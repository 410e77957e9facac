namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// A clock that the test moves. What the wall clock says can jump against the time that passes, as it does when it is set: timers of
/// the process wait for time to pass, whatever the wall clock says. Periodic ones fire once: they only watch over the rest.
/// </summary>
internal sealed class SimulatedClock : TimeProvider
{
    private static readonly DateTimeOffset Origin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<SimulatedTimer> _timers = [];
    private TimeSpan _passed;
    private TimeSpan _set;
    private TimeSpan _latest;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long it is to the next timer; null when there is none.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            lock (_lock)
            {
                return _timers.Min(timer => timer.DueAt) is { } due ? TimeSpan.FromTicks(Math.Max(0, (due - _passed).Ticks)) : null;
            }
        }
    }

    /// <summary>The latest time that the wall clock has shown to anybody.</summary>
    public DateTime Latest
    {
        get
        {
            lock (_lock)
            {
                return (Origin + _latest).UtcDateTime;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            _latest = _latest < _passed + _set ? _passed + _set : _latest;
            return Origin + _passed + _set;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _passed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Sets the wall clock forward or back.</summary>
    public void Set(TimeSpan by)
    {
        lock (_lock)
        {
            _set += by;
        }
    }

    /// <summary>Lets time pass in the midst of something: what becomes due fires later.</summary>
    public void Pass(TimeSpan by)
    {
        lock (_lock)
        {
            _passed += by;
        }
    }

    /// <summary>Lets time pass, and fires what becomes due, in order.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan target;
        lock (_lock)
        {
            target = _passed + by;
        }

        while (NextUntil(target) is { } timer)
        {
            timer.Fire();
        }
    }

    private SimulatedTimer? NextUntil(TimeSpan target)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.DueAt <= target).MinBy(timer => timer.DueAt);
            _passed = next?.DueAt is { } due && due > _passed ? due : next is null ? target : _passed;
            if (next is not null)
            {
                next.DueAt = null;
            }

            return next;
        }
    }

    private sealed class SimulatedTimer(SimulatedClock clock, Action fire) : ITimer
    {
        public TimeSpan? DueAt { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._passed + dueTime;
            }

            return true;
        }

        public void Fire() => fire();

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
