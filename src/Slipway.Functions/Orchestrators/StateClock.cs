using Microsoft.DurableTask;

namespace Slipway.Functions.Orchestrators;

/// <summary>Measures the time in a state with a durable timer. Paused time does not count.</summary>
internal sealed class StateClock(TaskOrchestrationContext context)
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private CancellationTokenSource? _timer;
    private DateTime _runningSince;
    private TimeSpan _counted;
    private TimeSpan? _limit;

    /// <summary>Completes when the limit is reached; never without one.</summary>
    public Task Expired { get; private set; } = Never;

    /// <summary>When <see cref="Expired"/> completes, unless it is paused before.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>The time counted so far.</summary>
    public TimeSpan Elapsed => _timer is null ? _counted : _counted + (context.CurrentUtcDateTime - _runningSince);

    /// <summary>The time left, at least zero; <see langword="null"/> without a limit.</summary>
    public TimeSpan? Remaining => _limit is { } limit ? (limit > Elapsed ? limit - Elapsed : TimeSpan.Zero) : null;

    /// <summary>Starts from zero.</summary>
    public void Restart(TimeSpan limit)
    {
        Stop();
        _limit = limit;
        Resume();
    }

    /// <summary>Stops counting and forgets what was counted.</summary>
    public void Stop()
    {
        Pause();
        _counted = TimeSpan.Zero;
        _limit = null;
    }

    /// <summary>Stops counting and cancels the timer.</summary>
    public void Pause()
    {
        _counted = Elapsed;
        var timer = _timer;
        _timer = null;
        Expired = Never;
        Deadline = null;

        // Last: whoever waits for the timer goes on at once, and looks whether time is up.
        timer?.Cancel();
        timer?.Dispose();
    }

    /// <summary>Goes on counting, if it does not count already.</summary>
    public void Resume()
    {
        if (_timer is not null)
        {
            return;
        }

        _timer = new CancellationTokenSource();
        _runningSince = context.CurrentUtcDateTime;
        if (Remaining is { } remaining)
        {
            var fireAt = _runningSince + remaining;
            Deadline = new DateTimeOffset(fireAt, TimeSpan.Zero);
            Expired = context.CreateTimer(fireAt, _timer.Token);
        }
    }
}
