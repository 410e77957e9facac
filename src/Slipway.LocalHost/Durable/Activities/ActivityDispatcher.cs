using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>
/// Runs activities, so many at once, each at least once: one is finished when a turn that took its result is on disk, and a restart runs
/// again what is not. One that runs too long is failed, one that falls silent is run again, one that goes on after its cancellation is
/// forgotten; none of them is waited for any more.
/// </summary>
internal sealed partial class ActivityDispatcher : IDisposable
{
    private const int MaxSilentRuns = 3;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly DurableEngineOptions _options;
    private readonly IDurableTaskCatalog _catalog;
    private readonly PayloadLimit _payloads;
    private readonly OrchestrationDispatcher _orchestrations;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _limit;
    private readonly ActivityQueue _waiting;
    private readonly HashSet<ActivityRun> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _watch;
    private int _counted;
    private int _unfinished;
    private bool _abandoned;

    public ActivityDispatcher(
        DurableEngineOptions options,
        IDurableTaskCatalog catalog,
        PayloadLimit payloads,
        OrchestrationDispatcher orchestrations,
        TimeProvider time,
        ILogger<ActivityDispatcher> logger)
    {
        _options = options;
        _catalog = catalog;
        _payloads = payloads;
        _orchestrations = orchestrations;
        _time = time;
        _logger = logger;
        _limit = options.MaxConcurrentActivities ?? 10 * Environment.ProcessorCount;
        _waiting = new ActivityQueue(options.Functions);
        _watch = time.CreateTimer(_ => Watch(), state: null, WatchInterval, WatchInterval);
    }

    public void Deliver(TaskRow task)
    {
        lock (_lock)
        {
            _waiting.Add(task, attempt: 1);
            StartNext();
        }
    }

    /// <summary>Cancels the activities of an instance that was terminated or removed.</summary>
    public void Cancel(long instanceKey)
    {
        ActivityRun[] unwanted;
        lock (_lock)
        {
            _waiting.RemoveInstance(instanceKey);
            unwanted = [.. _running.Where(run => run.Task.InstanceKey == instanceKey)];
            foreach (var run in unwanted)
            {
                run.CancelledAt ??= _time.GetTimestamp();
            }
        }

        foreach (var run in unwanted)
        {
            _ = CancelAsync(run.Cancellation);
        }
    }

    /// <summary>Starts no more activities, cancels those that run, and ends when they have ended.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _waiting.Clear();
            if (_unfinished == 0)
            {
                _drained.TrySetResult();
            }
        }

        _ = CancelAsync(_stop);
        return _drained.Task;
    }

    /// <summary>Starts no more activities and leaves those that run alone.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
        }
    }

    public void Dispose() => _watch.Dispose();

    private void StartNext()
    {
        while (!_abandoned && !_stop.IsCancellationRequested && _counted < _limit && _waiting.TryTake(out var task, out var attempt))
        {
            var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var run = new ActivityRun(task, _waiting.LimitsOf(task), attempt, cancellation) { StartedAt = _time.GetTimestamp() };
            _running.Add(run);
            _counted++;
            _unfinished++;
            _options.Work?.Begin();
            _options.Scheduler.Queue(() => _ = RunAsync(run));
        }
    }

    private async Task RunAsync(ActivityRun run)
    {
        run.IsOnThread = true;
        if (run.Limits?.HeartbeatTimeout is not null)
        {
            Beat(run);
        }

        var execution = run.Task.Trace is null ? ExecuteAsync(run) : ExecuteTracedAsync(run);
        var onOwnThread = execution.IsCompleted;
        run.IsOnThread = false;
        var end = await execution.ConfigureAwait(false);
        bool isWanted;
        bool isAwaited;
        lock (_lock)
        {
            isWanted = !run.IsGivenUp;
            isAwaited = run.CancelledAt is null;
            Leave(run);
        }

        run.Cancellation.Dispose();
        if (isWanted && isAwaited && end is not null)
        {
            var message = new Message(end, run.Task.Generation);
            if (onOwnThread)
            {
                _orchestrations.DeliverAndTakeTurn(run.Task.InstanceKey, message);
            }
            else
            {
                _orchestrations.Deliver(run.Task.InstanceKey, message);
            }
        }

        lock (_lock)
        {
            _unfinished -= isWanted ? 1 : 0;
            if (_stop.IsCancellationRequested && _unfinished == 0)
            {
                _drained.TrySetResult();
            }
        }

        _options.Work?.End(isWanted ? 1 : 0);
    }

    /// <summary>Gives back the place of a run; once only.</summary>
    private void Leave(ActivityRun run)
    {
        if (_running.Remove(run))
        {
            _counted -= run.IsCounted ? 1 : 0;
            _waiting.Release(run.Task);
            StartNext();
        }
    }

    private async Task<HistoryEvent?> ExecuteTracedAsync(ActivityRun run)
    {
        using var span = EngineSpans.RunActivity(run.Task);
        var end = await ExecuteAsync(run).ConfigureAwait(false);
        span?.Fail((end as TaskFailed)?.Failure);
        return end;
    }

    /// <summary>Runs the activity's code and says how it ended; null when it has to run again.</summary>
    private async Task<HistoryEvent?> ExecuteAsync(ActivityRun run)
    {
        var task = run.Task;
        if (run.Cancellation.IsCancellationRequested)
        {
            // Its instance has ended, or the host stops, before it has begun.
            return null;
        }

        if (!TryFind(task, out var activity))
        {
            var missing = new Failure(Failure.ActivityNotFound, $"No activity task named '{task.Name}' was found.");
            return new TaskFailed(Now(), task.TaskId, missing);
        }

        LogStarted(task.Name, task.TaskId, task.InstanceId);
        try
        {
            var invocation = new ActivityInvocation(task.InstanceId, new TaskName(task.Name), task.TaskId, task.Input)
            {
                Heartbeat = () => Beat(run),
            };
            var result = await activity(invocation, run.Cancellation.Token).ConfigureAwait(false);
            var json = _payloads.Serialize(result, $"The result of activity '{task.Name}'");
            LogCompleted(task.Name, task.TaskId, task.InstanceId);
            return new TaskCompleted(Now(), task.TaskId, json);
        }
        catch (Exception exception) when (_stop.IsCancellationRequested)
        {
            LogInterrupted(exception, task.Name, task.TaskId, task.InstanceId);
            return null;
        }
        catch (Exception exception)
        {
            LogFailed(exception, task.Name, task.TaskId, task.InstanceId);
            return new TaskFailed(Now(), task.TaskId, Failure.From(exception));
        }
    }

    private bool TryFind(TaskRow task, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ActivityDelegate? activity) =>
        _catalog is IVersionedActivities versioned
            ? versioned.TryGetActivity(task.Name, task.Version ?? string.Empty, out activity)
            : _catalog.TryGetActivity(task.Name, out activity);

    private void Beat(ActivityRun run)
    {
        lock (_lock)
        {
            run.LastBeat = _time.GetTimestamp();
        }
    }

    private async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The activity ended in between.
        }
        catch (AggregateException exception)
        {
            LogCancellationFailed(exception);
        }
    }

    private DateTime Now() => _time.GetUtcNow().UtcDateTime;
}
