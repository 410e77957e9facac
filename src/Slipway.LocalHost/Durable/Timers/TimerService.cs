using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Timers;

/// <summary>Fires durable timers when they are due. Only the time of the next one is in memory; the timers are in the store.</summary>
internal sealed class TimerService : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly GroupCommitWriter _writer;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTime? _armedFor;
    private bool _disposed;

    public TimerService(GroupCommitWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
        _timer = time.CreateTimer(_ => OnWake(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes at this time, or earlier.</summary>
    public void Arm(DateTime fireAt)
    {
        lock (_lock)
        {
            if (_disposed || _armedFor <= fireAt)
            {
                return;
            }

            _armedFor = fireAt;
            var wait = fireAt - _time.GetUtcNow().UtcDateTime;
            wait = wait > LongestWait ? LongestWait : wait;
            if (wait > TimeSpan.Zero)
            {
                _timer.Change(wait < ShortestWait ? ShortestWait : wait, Timeout.InfiniteTimeSpan);
                return;
            }

            _armedFor = null;
        }

        Fire();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void OnWake()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _armedFor = null;
        }

        Fire();
    }

    private void Fire() => _writer.Submit(new FireTimersOperation(_time, Arm));
}
