namespace Slipway.LocalHost.Testing;

/// <summary>A timer of a virtual clock, whose lock guards what changes of it.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state, bool isEngines) : ITimer
{
    private volatile bool _disposed;

    /// <summary>Whether an engine made it.</summary>
    public bool IsEngines => isEngines;

    /// <summary>When it fires next; null when it does not.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often it fires; null once only.</summary>
    public TimeSpan? Period { get; set; }

    /// <summary>The last time up to a moment at which it is due.</summary>
    public DateTimeOffset LastTick(DateTimeOffset upTo) =>
        Period is { } period ? DueAt!.Value + (period * ((upTo - DueAt.Value).Ticks / period.Ticks)) : DueAt!.Value;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        clock.Set(this, dueTime, period);
        return true;
    }

    public void Fire()
    {
        if (!_disposed)
        {
            callback(state);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        clock.Remove(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
