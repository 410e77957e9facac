using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Timers;

/// <summary>
/// Fires durable timers when they are due. When each is due is in memory; whether it still means something, the store says. A timer's row
/// stays until the turn that takes it is committed, so a crash fires it again.
/// </summary>
internal sealed class TimerService : IDisposable
{
    // The process's own timers do not see the wall clock being set forward, or the machine wake from sleep; so it is looked at often.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    // A clock that is moved from timer to timer is moved by nobody else.
    private static readonly TimeSpan LongestVirtualWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TimerRow, DateTime> _waiting = new();
    private readonly TaskHubReader _reader;
    private readonly OrchestrationDispatcher _orchestrations;
    private readonly TimeProvider _time;
    private readonly EngineScheduler _scheduler;
    private readonly ITimer _timer;
    private DateTime? _armedFor;
    private bool _disposed;

    public TimerService(TaskHubReader reader, OrchestrationDispatcher orchestrations, TimeProvider time, EngineScheduler scheduler)
    {
        _reader = reader;
        _orchestrations = orchestrations;
        _time = time;
        _scheduler = scheduler;
        _timer = time.CreateTimer(_ => Wake(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long to wait at most before the clock is looked at again.</summary>
    /// <param name="isVirtual">Whether a test moves the clock.</param>
    public static TimeSpan LongestWaitOf(bool isVirtual) => isVirtual ? LongestVirtualWait : LongestWait;

    /// <summary>Counts the timers that are on their way; null when nobody asks.</summary>
    public WorkCounter? Work { get; init; }

    /// <summary>Fires these timers when they are due. Called after they are on disk.</summary>
    public void Add(List<TimerRow> timers)
    {
        lock (_lock)
        {
            foreach (var timer in timers)
            {
                _waiting.Enqueue(timer, timer.FireAt);
            }

            Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void Arm()
    {
        if (_disposed || !_waiting.TryPeek(out _, out var next) || _armedFor <= next)
        {
            return;
        }

        _armedFor = next;
        var wait = next - _time.GetUtcNow().UtcDateTime;
        if (wait <= TimeSpan.Zero)
        {
            Work?.Begin();
            _scheduler.Queue(WakeAtOnce);
            return;
        }

        var longest = LongestWaitOf(isVirtual: Work is not null);
        wait = wait > longest ? longest : wait;
        _timer.Change(wait < ShortestWait ? ShortestWait : wait, Timeout.InfiniteTimeSpan);
    }

    private void WakeAtOnce()
    {
        Wake();
        Work?.End();
    }

    private void Wake()
    {
        var due = new List<TimerRow>();
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            var now = _time.GetUtcNow().UtcDateTime;
            while (_waiting.TryPeek(out var timer, out var fireAt) && fireAt <= now)
            {
                _waiting.Dequeue();
                due.Add(timer);
            }

            _armedFor = null;
            Arm();
        }

        due.ForEach(Fire);
    }

    private void Fire(TimerRow timer)
    {
        try
        {
            if (!_reader.HasTimer(timer))
            {
                return;
            }

            var now = _time.GetUtcNow().UtcDateTime;
            if (timer.TaskId != TimerRow.StartTaskId)
            {
                var fired = new TimerFired(now, timer.TaskId, timer.FireAt);
                _orchestrations.Deliver(timer.InstanceKey, new Message(fired, timer.Generation));
            }
            else if (_reader.ReadInstance(timer.InstanceKey) is { } row)
            {
                var start = InstanceCommands.StartOf(row, now, timer.FireAt);
                _orchestrations.Deliver(timer.InstanceKey, new Message(start, timer.Generation));
            }
        }
        catch (TaskHubClosedException)
        {
            // The timer is in the store, and fires after the next start.
        }
        catch (TaskHubException)
        {
            // The store cannot be read now; the timer is not lost for it.
            lock (_lock)
            {
                _waiting.Enqueue(timer, _time.GetUtcNow().UtcDateTime + RetryDelay);
                Arm();
            }
        }
    }
}
