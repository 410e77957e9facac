namespace Slipway.LocalHost.Testing;

/// <summary>A clock that stands still until a test, or the <see cref="LocalHostFixture"/> it belongs to, moves it. Thread-safe.</summary>
/// <remarks>
/// When it moves, the timers that became due fire in the order of their times, on the thread that moves it, and each sees the time at which
/// it is due. A periodic timer that became due several times fires once, for the last of them.
/// </remarks>
public sealed class VirtualClock : TimeProvider
{
    /// <summary>Where a clock starts unless it is told otherwise: the first day of 2030, in UTC.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly HashSet<VirtualTimer> _timers = [];
    private readonly EngineClock _engine;
    private DateTimeOffset _now;

    /// <summary>Makes a clock that stands at <see cref="DefaultStart"/>.</summary>
    public VirtualClock()
        : this(DefaultStart)
    {
    }

    /// <summary>Makes a clock that stands at a time.</summary>
    public VirtualClock(DateTimeOffset start)
    {
        _now = start.ToUniversalTime();
        _engine = new EngineClock(this);
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>
    /// The same clock for an engine. Its timers that fire once are durable timers and second attempts, which are worth a skip; its periodic
    /// ones are housekeeping.
    /// </summary>
    internal TimeProvider ForEngine => _engine;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Create(callback, state, dueTime, period, isEngines: false);

    /// <summary>
    /// Moves the clock at once, whatever runs: for an activity that waits for the clock, say. <see cref="LocalHostFixture.AdvanceAsync"/>
    /// lets what is due on the way run.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        MoveTo(GetUtcNow() + by);
    }

    /// <summary>When the engine has something to do next; null when it waits for no time.</summary>
    internal DateTimeOffset? NextWake()
    {
        lock (_lock)
        {
            return _timers.Where(timer => timer is { IsEngines: true, Period: null }).Min(timer => timer.DueAt);
        }
    }

    internal void MoveTo(DateTimeOffset target)
    {
        while (true)
        {
            VirtualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.DueAt <= target).MinBy(timer => timer.LastTick(target));
                if (due is null)
                {
                    _now = target > _now ? target : _now;
                    return;
                }

                var tick = due.LastTick(target);
                _now = tick > _now ? tick : _now;
                due.DueAt = due.Period is { } period ? tick + period : null;
            }

            due.Fire();
        }
    }

    internal void Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            timer.Period = period > TimeSpan.Zero ? period : null;
            timer.DueAt = dueTime > TimeSpan.Zero ? _now + dueTime
                : dueTime == TimeSpan.Zero ? _now + timer.Period
                : null;
        }

        if (dueTime == TimeSpan.Zero)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), timer, preferLocal: false);
        }
    }

    internal void Remove(VirtualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private VirtualTimer Create(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, bool isEngines)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state, isEngines);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        Set(timer, dueTime, period);
        return timer;
    }

    private sealed class EngineClock(VirtualClock clock) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.Create(callback, state, dueTime, period, isEngines: true);
    }
}
