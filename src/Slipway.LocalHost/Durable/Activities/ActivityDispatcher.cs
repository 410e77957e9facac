using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>
/// Runs activities, so many at once, each at least once: one is finished when a turn that took its result is on disk, and a restart runs
/// again what is not.
/// </summary>
internal sealed partial class ActivityDispatcher(
    DurableEngineOptions options,
    IDurableTaskCatalog catalog,
    PayloadLimit payloads,
    OrchestrationDispatcher orchestrations,
    TimeProvider time,
    ILogger<ActivityDispatcher> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TaskRow, CancellationTokenSource> _running = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = logger;
    private Queue<TaskRow> _waiting = new();
    private int _unfinished;
    private bool _abandoned;

    public void Deliver(TaskRow task)
    {
        lock (_lock)
        {
            _waiting.Enqueue(task);
            StartNext();
        }
    }

    /// <summary>Cancels the activities of an instance that was terminated or removed.</summary>
    public void Cancel(long instanceKey)
    {
        CancellationTokenSource[] running;
        lock (_lock)
        {
            if (_waiting.Any(task => task.InstanceKey == instanceKey))
            {
                _waiting = new Queue<TaskRow>(_waiting.Where(task => task.InstanceKey != instanceKey));
            }

            running = [.. _running.Where(entry => entry.Key.InstanceKey == instanceKey).Select(entry => entry.Value)];
        }

        foreach (var source in running)
        {
            _ = CancelAsync(source);
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

    private void StartNext()
    {
        while (!_abandoned
            && !_stop.IsCancellationRequested
            && _running.Count < options.MaxConcurrentActivities
            && _waiting.TryDequeue(out var task))
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            _running.Add(task, source);
            _unfinished++;
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(task, source), state: null);
        }
    }

    private async Task RunAsync(TaskRow task, CancellationTokenSource source)
    {
        var execution = ExecuteAsync(task, source.Token);
        var onOwnThread = execution.IsCompleted;
        var end = await execution.ConfigureAwait(false);
        lock (_lock)
        {
            _running.Remove(task);
            StartNext();
        }

        source.Dispose();
        if (end is not null)
        {
            var message = new Message(end, task.Generation);
            if (onOwnThread)
            {
                orchestrations.DeliverAndTakeTurn(task.InstanceKey, message);
            }
            else
            {
                orchestrations.Deliver(task.InstanceKey, message);
            }
        }

        lock (_lock)
        {
            _unfinished--;
            if (_stop.IsCancellationRequested && _unfinished == 0)
            {
                _drained.TrySetResult();
            }
        }
    }

    /// <summary>Runs the activity's code and says how it ended; null when it has to run again.</summary>
    private async Task<HistoryEvent?> ExecuteAsync(TaskRow task, CancellationToken cancellationToken)
    {
        if (!catalog.TryGetActivity(task.Name, out var activity))
        {
            var missing = new Failure(Failure.ActivityNotFound, $"No activity task named '{task.Name}' was found.");
            return new TaskFailed(Now(), task.TaskId, missing);
        }

        LogStarted(task.Name, task.TaskId, task.InstanceId);
        try
        {
            var invocation = new ActivityInvocation(task.InstanceId, new TaskName(task.Name), task.TaskId, task.Input);
            var result = await activity(invocation, cancellationToken).ConfigureAwait(false);
            var json = payloads.Serialize(result, $"The result of activity '{task.Name}'");
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

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
