using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.Timers;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>
/// Gives the entities that have something to do their batches: one at a time to each, and to so many at once. A batch takes what waits,
/// runs it in order and is committed as one; what it took stays in the store until then, so a crash takes it again.
/// </summary>
internal sealed partial class EntityDispatcher : IDisposable
{
    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, EntitySlot> _slots = new(StringComparer.Ordinal);
    private readonly Queue<EntitySlot> _ready = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DurableEngineOptions _options;
    private readonly EntityBatchRunner _runner;
    private readonly GroupCommitWriter _writer;
    private readonly TaskHubReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DelayedSignals _delayed;
    private readonly int _limit;
    private int _running;
    private int _unfinished;
    private bool _closed;

    public EntityDispatcher(
        DurableEngineOptions options,
        EntityBatchRunner runner,
        GroupCommitWriter writer,
        TaskHubReader reader,
        TimeProvider time,
        ILogger<EntityDispatcher> logger)
    {
        _options = options;
        _limit = options.MaxConcurrentEntities ?? 10 * Environment.ProcessorCount;
        _runner = runner;
        _writer = writer;
        _reader = reader;
        _time = time;
        _logger = logger;
        _delayed = new DelayedSignals(time, TimerService.LongestWaitOf(isVirtual: options.Work is not null), Post);
    }

    /// <summary>Hands over a message that is on disk: now, or when its time comes.</summary>
    public void Deliver(EntityDelivery delivery)
    {
        if (delivery.DeliverAt > _time.GetUtcNow().UtcDateTime)
        {
            _delayed.Add(delivery);
        }
        else
        {
            Post(delivery);
        }
    }

    /// <summary>Begins no more batches, ends those that run before their next operation, and waits until they are committed.</summary>
    public Task StopAsync()
    {
        Close();
        _ = CancelAsync();
        lock (_lock)
        {
            EndIfDrained();
            return _drained.Task;
        }
    }

    /// <summary>Begins no more batches and leaves those that run alone.</summary>
    public void Close()
    {
        _delayed.Dispose();
        lock (_lock)
        {
            _closed = true;
        }
    }

    public void Dispose() => Close();

    private async Task CancelAsync()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            LogCancellationFailed(exception);
        }
    }

    private void Post(EntityDelivery delivery)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(delivery.EntityId, out var slot))
            {
                _slots.Add(delivery.EntityId, slot = new EntitySlot(delivery.EntityId));
            }

            slot.Pending.Add(delivery);
            if (!slot.IsBusy && slot.Admits(delivery))
            {
                MakeReady(slot);
            }
        }
    }

    private void MakeReady(EntitySlot slot)
    {
        slot.IsBusy = true;
        _ready.Enqueue(slot);
        StartNext();
    }

    private void StartNext()
    {
        while (!_closed && _running < _limit && _ready.TryDequeue(out var slot))
        {
            _running++;
            _unfinished++;
            _options.Work?.Begin();
            _options.Scheduler.Queue(() => _ = RunAsync(slot));
        }
    }

    private async Task RunAsync(EntitySlot slot)
    {
        EntityBatch batch;
        try
        {
            EntityDelivery[] waiting;
            lock (_lock)
            {
                slot.RunningSince = Stopwatch.GetTimestamp();
                waiting = [.. slot.Pending];
            }

            slot.Row ??= _reader.ReadEntity(slot.EntityId) ?? EntityRow.None(slot.EntityId);
            batch = await _runner.RunAsync(slot.Row, waiting, running => slot.Running = running, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Reading the store failed, or the engine has a bug: the messages are still there, so they are taken again.
            Released(slot);
            Faulted(slot, exception);
            return;
        }

        Released(slot);
        if (batch.Consumed.Count == 0)
        {
            Finish(slot, batch, slot.Row);
            return;
        }

        _writer.SubmitAndWrite(new EntityBatchOperation(batch, _time.GetUtcNow().UtcDateTime, (after, error) =>
        {
            if (error is null)
            {
                Finish(slot, batch, after!);
            }
            else
            {
                Faulted(slot, error);
            }
        }));
    }

    private void Released(EntitySlot slot)
    {
        lock (_lock)
        {
            _running -= slot.IsOverdue && !KeepsPlace ? 0 : 1;
            slot.RunningSince = 0;
            slot.Running = null;
            slot.IsOverdue = false;
            StartNext();
        }
    }

    private void Finish(EntitySlot slot, EntityBatch batch, EntityRow after)
    {
        lock (_lock)
        {
            slot.Row = after;
            slot.Remove(batch.Consumed);
            slot.IsBusy = false;
            if (slot.Pending.Count == 0)
            {
                _slots.Remove(slot.EntityId);
            }
            else if (slot.WantsBatch)
            {
                MakeReady(slot);
            }

            _unfinished--;
            EndIfDrained();
        }

        _options.Work?.End();
    }

    private void Faulted(EntitySlot slot, Exception exception)
    {
        lock (_lock)
        {
            slot.Row = null;
            _unfinished--;
            EndIfDrained();
        }

        if (exception is not TaskHubClosedException)
        {
            LogBatchFaulted(exception, slot.EntityId, FaultDelay);
            _ = TryAgainAsync(slot);
        }

        _options.Work?.End();
    }

    private async Task TryAgainAsync(EntitySlot slot)
    {
        await Task.Delay(FaultDelay, _time, CancellationToken.None).ConfigureAwait(false);
        lock (_lock)
        {
            MakeReady(slot);
        }
    }

    private void EndIfDrained()
    {
        if (_closed && _unfinished == 0)
        {
            _drained.TrySetResult();
        }
    }
}
