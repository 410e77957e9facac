using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Gives turns to the instances that have messages: one at a time to each, and to so many at once. It hears of messages only after they
/// are on disk, and keeps orchestrations that wait warm, the least recently used leaving first.
/// </summary>
internal sealed partial class OrchestrationDispatcher(
    DurableEngineOptions options, TurnRunner runner, GroupCommitWriter writer, TimeProvider time, ILogger<OrchestrationDispatcher> logger)
{
    private const int MaxMessagesPerTurn = 500;

    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, InstanceSlot> _slots = [];
    private readonly LinkedList<InstanceSlot> _warm = new();
    private readonly Queue<InstanceSlot> _ready = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = logger;
    private int _executing;
    private int _inFlight;
    private bool _stopping;

    /// <summary>How many instances are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    public void Deliver(Delivery delivery)
    {
        lock (_lock)
        {
            var key = delivery.Message.InstanceKey;
            if (!_slots.TryGetValue(key, out var slot))
            {
                _slots.Add(key, slot = new InstanceSlot(key, delivery.InstanceId));
            }

            slot.Add(delivery.Message);
            MakeReady(slot);
            StartTurns();
        }
    }

    /// <summary>Forgets an instance that takes no more messages.</summary>
    public void End(long key)
    {
        lock (_lock)
        {
            if (_slots.Remove(key, out var slot))
            {
                Cool(slot);
                slot.State = SlotState.Gone;
                slot.Pending.Clear();
            }
        }
    }

    /// <summary>Starts no more turns, and ends when those that run are committed.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            if (_inFlight == 0)
            {
                _drained.TrySetResult();
            }

            return _drained.Task;
        }
    }

    private void MakeReady(InstanceSlot slot)
    {
        if (slot.State == SlotState.Idle && slot.WantsTurn)
        {
            if (slot.WarmNode is { } node)
            {
                _warm.Remove(node);
                slot.WarmNode = null;
            }

            slot.State = SlotState.Ready;
            _ready.Enqueue(slot);
        }
    }

    private void StartTurns()
    {
        while (!_stopping && _executing < options.MaxConcurrentOrchestrators && _ready.TryDequeue(out var slot))
        {
            if (slot.State != SlotState.Ready)
            {
                continue;
            }

            slot.State = SlotState.InTurn;
            slot.Poked = false;
            _executing++;
            _inFlight++;
            var batch = slot.Pending.Take(MaxMessagesPerTurn).ToArray();
            ThreadPool.UnsafeQueueUserWorkItem(_ => TakeTurn(slot, batch), state: null);
        }
    }

    private void TakeTurn(InstanceSlot slot, InboxMessage[] batch)
    {
        WriteOperation operation;
        try
        {
            operation = runner.Take(slot, batch, (executor) => Poke(slot, executor)) switch
            {
                { Result: { } result, Instance: { } instance } =>
                    new TurnOperation(instance, result, time, end => Finish(slot, result, end)),
                { Stall: { } failure } => Stall(slot, failure),
                _ => new ForgetOperation(slot.Key, end => Finish(slot, result: null, end)),
            };
        }
        catch (Exception exception)
        {
            // Reading the store failed, or the engine has a bug: the messages are still there, so the turn is taken again.
            Released();
            Faulted(slot, exception);
            return;
        }

        Released();
        writer.Submit(operation);
    }

    private WriteOperation Stall(InstanceSlot slot, Exception reason)
    {
        LogStalled(reason, slot.InstanceId);
        return new StallOperation(slot.Key, reason, time, end =>
        {
            slot.Stalled = true;
            Finish(slot, result: null, end);
        });
    }

    private void Released()
    {
        lock (_lock)
        {
            _executing--;
            StartTurns();
        }
    }

    private void Poke(InstanceSlot slot, OrchestrationExecutor executor)
    {
        lock (_lock)
        {
            if (ReferenceEquals(slot.Executor, executor) || slot.State == SlotState.InTurn)
            {
                slot.Poked = true;
                MakeReady(slot);
                StartTurns();
            }
        }
    }

    /// <summary>Ends a turn whose operation has been committed or refused.</summary>
    private void Finish(InstanceSlot slot, TurnResult? result, TurnEnd end)
    {
        if (end.Error is { } error)
        {
            Faulted(slot, error);
            return;
        }

        lock (_lock)
        {
            if (result is not null && slot.State != SlotState.Gone)
            {
                var consumed = result.ConsumedMessages.ToHashSet();
                slot.Pending.RemoveAll(message => consumed.Contains(message.Id));
                slot.Instance = end.Instance;
            }

            if (result is null || result.ContinueAsNew is not null || options.MaxWarmOrchestrations == 0)
            {
                slot.Executor = null;
                slot.Instance = null;
            }

            EndTurn(slot);
        }
    }

    private void EndTurn(InstanceSlot slot)
    {
        if (slot.State == SlotState.InTurn)
        {
            slot.State = SlotState.Idle;
            MakeReady(slot);
            if (slot.State == SlotState.Idle)
            {
                KeepWarm(slot);
            }
        }

        _inFlight--;
        if (_stopping && _inFlight == 0)
        {
            _drained.TrySetResult();
        }

        StartTurns();
    }

    private void KeepWarm(InstanceSlot slot)
    {
        if (slot.Executor is not null)
        {
            slot.WarmNode = _warm.AddLast(slot);
        }
        else if (slot.Pending.Count == 0)
        {
            _slots.Remove(slot.Key);
            slot.State = SlotState.Gone;
        }

        while (_warm.Count > options.MaxWarmOrchestrations)
        {
            var coldest = _warm.First!.Value;
            Cool(coldest);
            _slots.Remove(coldest.Key);
            coldest.State = SlotState.Gone;
        }
    }

    private void Cool(InstanceSlot slot)
    {
        if (slot.WarmNode is { } node)
        {
            _warm.Remove(node);
            slot.WarmNode = null;
        }

        slot.Executor = null;
        slot.Instance = null;
    }

    private void Faulted(InstanceSlot slot, Exception exception)
    {
        var retry = exception is not TaskHubClosedException;
        if (retry)
        {
            LogTurnFaulted(exception, slot.InstanceId, FaultDelay);
        }

        lock (_lock)
        {
            slot.Executor = null;
            slot.Instance = null;
            _inFlight--;
            if (_stopping && _inFlight == 0)
            {
                _drained.TrySetResult();
            }
        }

        if (retry)
        {
            _ = TryAgainAsync(slot);
        }
    }

    private async Task TryAgainAsync(InstanceSlot slot)
    {
        await Task.Delay(FaultDelay, time).ConfigureAwait(false);
        lock (_lock)
        {
            if (slot.State == SlotState.InTurn)
            {
                slot.State = SlotState.Idle;
                MakeReady(slot);
                StartTurns();
            }
        }
    }
}
