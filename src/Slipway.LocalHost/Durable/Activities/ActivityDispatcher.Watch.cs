using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Durable.Activities;

// What happens to activities that do not end.
internal sealed partial class ActivityDispatcher
{
    private void Watch()
    {
        (ActivityRun Run, long? CancelledAt, long? LastBeat)[] running;
        lock (_lock)
        {
            running = _stop.IsCancellationRequested || _abandoned ? [] : [.. _running.Select(run => (run, run.CancelledAt, run.LastBeat))];
        }

        foreach (var (run, cancelledAt, lastBeat) in running)
        {
            var timeout = run.Limits?.Timeout ?? _options.ActivityTimeout;
            if (cancelledAt is { } cancelled)
            {
                if (_time.GetElapsedTime(cancelled) > _options.LongRunning)
                {
                    GiveUp(run, failure: null);
                }
            }
            else if (timeout is not null && _time.GetElapsedTime(run.StartedAt) > timeout)
            {
                GiveUp(run, TimedOut(run, timeout.Value));
            }
            else if (run.Limits?.HeartbeatTimeout is { } silence && lastBeat is { } beat && _time.GetElapsedTime(beat) > silence)
            {
                var isLast = run.Attempt >= MaxSilentRuns;
                GiveUp(run, isLast ? FellSilent(run, silence) : null, again: !isLast);
            }
            else if (_time.GetElapsedTime(run.StartedAt) > _options.LongRunning)
            {
                StopCounting(run);
                NameIfOverdue(run);
            }
        }
    }

    /// <summary>
    /// Waits no longer for a run: it has failed, is to be run again, or nobody wants its result. Its token is cancelled, and what it
    /// returns is ignored.
    /// </summary>
    private void GiveUp(ActivityRun run, TaskFailed? failure, bool again = false)
    {
        var task = run.Task;
        lock (_lock)
        {
            if (run.IsGivenUp || !_running.Contains(run))
            {
                return;
            }

            run.IsGivenUp = true;
            _unfinished--;
            if (again && run.CancelledAt is null)
            {
                _waiting.Add(task, run.Attempt + 1);
            }

            Leave(run);
        }

        var reason = failure?.Failure.ErrorMessage
            ?? (again ? "It fell silent, and is run again." : "Its orchestration has ended, and it does not heed its token.");
        LogGivenUp(task.Name, task.TaskId, task.InstanceId, reason);
        _ = CancelAsync(run.Cancellation);
        if (failure is not null)
        {
            _orchestrations.Deliver(task.InstanceKey, new Message(failure, task.Generation));
        }

        _options.Work?.End();
    }

    /// <summary>One that waits for long leaves its place to others, unless the number of places was set.</summary>
    private void StopCounting(ActivityRun run)
    {
        lock (_lock)
        {
            if (_options.MaxConcurrentActivities is null && run.IsCounted && _running.Contains(run))
            {
                run.IsCounted = false;
                _counted--;
                StartNext();
            }
        }
    }

    /// <summary>
    /// Names in the log, once, a run that has not ended for long: soon when it has not even given its thread back.
    /// </summary>
    private void NameIfOverdue(ActivityRun run)
    {
        int overdue;
        var onThread = run.IsOnThread;
        lock (_lock)
        {
            var isOverdue = onThread || _time.GetElapsedTime(run.StartedAt) > _options.OverdueActivity;
            if (!isOverdue || run.IsOverdue || !_running.Contains(run))
            {
                return;
            }

            run.IsOverdue = true;
            overdue = _running.Count(other => other.IsOverdue);
        }

        var task = run.Task;
        var how = onThread
            ? ", and has not returned its thread: it computes, or blocks (.Result, Wait, Thread.Sleep, a lock)"
            : string.Empty;
        var place = _options.MaxConcurrentActivities is not null
            ? $"It keeps its place, and so do others that are overdue: {overdue} of {_limit}."
            : run.Limits is { MaxConcurrency: not null } or { MaxConcurrencyPerKey: not null }
                ? "It keeps its place among those of its function; all others go on without it."
                : "The others go on without it.";
        LogOverdue(task.Name, task.TaskId, task.InstanceId, StartOf(run), how, place);
    }

    private TaskFailed TimedOut(ActivityRun run, TimeSpan timeout) => new(
        Now(),
        run.Task.TaskId,
        new Failure(typeof(TimeoutException).FullName!, $"Activity '{run.Task.Name}' did not end within {timeout}, the most it may run."));

    private TaskFailed FellSilent(ActivityRun run, TimeSpan silence) => new(
        Now(),
        run.Task.TaskId,
        new Failure(
            "HeartbeatLost",
            $"Activity '{run.Task.Name}' gave no sign of life for {silence} in each of {MaxSilentRuns} runs."));
}
