namespace Slipway.Integrations.Tests;

/// <summary>
/// Real time for short waits; timers of a minute and more fire only when told to, so that limits are reached at a chosen moment.
/// </summary>
internal sealed class TriggeredTime : TimeProvider
{
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);
    private readonly List<HeldTimer> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < Held)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new HeldTimer(callback, state) { Due = dueTime };
        lock (_timers)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Fires the timers that were set to this time.</summary>
    internal void Reach(TimeSpan due)
    {
        List<HeldTimer> reached;
        lock (_timers)
        {
            reached = [.. _timers.Where(timer => timer.Due == due)];
        }

        reached.ForEach(timer => timer.Fire());
    }

    private sealed class HeldTimer(TimerCallback callback, object? state) : ITimer
    {
        internal TimeSpan Due { get; set; }

        internal void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Dispose() => Due = Timeout.InfiniteTimeSpan;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
