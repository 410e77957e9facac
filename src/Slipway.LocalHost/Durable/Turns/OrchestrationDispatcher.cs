using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Gives turns to the instances that have messages: one at a time to each, and to so many at once. Messages are in memory until the turn
/// that takes them is committed; then their senders hear of it, and what the turn asked for begins. Orchestrations that wait are kept
/// warm, the least recently used leaving first.
/// </summary>
internal sealed partial class OrchestrationDispatcher(
    DurableEngineOptions options,
    TurnRunner runner,
    GroupCommitWriter writer,
    InstanceKeys keys,
    TimeProvider time,
    ILogger<OrchestrationDispatcher> logger)
{
    private const int MaxMessagesPerTurn = 500;

    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, InstanceSlot> _slots = [];
    private readonly Dictionary<string, InstanceSlot> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<InstanceSlot> _warm = new();
    private readonly Queue<InstanceSlot> _ready = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = logger;
    private int _executing;
    private int _inFlight;
    private bool _open;
    private bool _stopping;
    private Exception? _closed;

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

    /// <summary>Whether it gives turns, so that messages need not be stored to be safe.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _open && _closed is null;
            }
        }
    }

    /// <summary>Begins to give turns.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open = true;
            StartTurns();
        }
    }

    /// <summary>Adds an instance; its first turn puts it into the store.</summary>
    public void Start(InstanceState state, Message start)
    {
        lock (_lock)
        {
            var slot = new InstanceSlot(state.Row.Key) { Instance = state, InstanceId = state.Row.InstanceId };
            _slots.Add(slot.Key, slot);
            _byId[state.Row.InstanceId] = slot;
            Post(slot, start);
        }
    }

    /// <summary>Whether an instance of the id is in memory, and so has not ended.</summary>
    public InstanceRow? FindActive(string instanceId)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(instanceId, out var slot) ? slot.Instance?.Row : null;
        }
    }

    /// <summary>Hands a client's message to an instance that is in memory; false when none is.</summary>
    public bool TryDeliver(string instanceId, Message message)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(instanceId, out var slot))
            {
                return false;
            }

            Post(slot, message);
            return true;
        }
    }

    public void Deliver(long key, Message message)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(key, out var slot))
            {
                _slots.Add(key, slot = new InstanceSlot(key));
            }

            Post(slot, message);
        }
    }

    /// <summary>Hands over a message on a thread that takes the turn at once, if it can be taken.</summary>
    public void DeliverAndTakeTurn(long key, Message message)
    {
        InstanceSlot? slot;
        lock (_lock)
        {
            var canRun = !_stopping && _open && _executing < options.MaxConcurrentOrchestrators;
            if (!canRun || !_slots.TryGetValue(key, out slot) || slot.State != SlotState.Idle || slot.Stalled || slot.Pending.Count > 0)
            {
                slot = null;
            }
            else
            {
                slot.Pending.Add(message);
                Cooled(slot);
                BeginTurn(slot);
            }
        }

        if (slot is null)
        {
            Deliver(key, message);
        }
        else
        {
            TakeTurn(slot, [message]);
        }
    }

    /// <summary>Forgets an instance that takes no more messages.</summary>
    public void End(long key)
    {
        lock (_lock)
        {
            if (_slots.TryGetValue(key, out var slot))
            {
                Drop(slot);
            }
        }
    }

    /// <summary>Gives no more turns but those without which a result or a client's message would be lost; ends when all are committed.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            EndIfDrained();
            return _drained.Task;
        }
    }

    /// <summary>Gives no more turns; whoever waits for one gets this error.</summary>
    public void Close(Exception reason)
    {
        lock (_lock)
        {
            _open = false;
            _closed = reason;
            foreach (var message in _slots.Values.SelectMany(slot => slot.TakeAll()))
            {
                message.Sender?.Failed(reason);
            }
        }
    }

    private void Post(InstanceSlot slot, Message message)
    {
        if (_closed is not null)
        {
            message.Sender?.Failed(_closed);
            return;
        }

        slot.Pending.Add(message);
        if (slot.Stalled && message.Event is not ExecutionTerminated)
        {
            Store(slot);
        }

        MakeReady(slot);
        StartTurns();
    }

    private void MakeReady(InstanceSlot slot)
    {
        if (slot.State == SlotState.Idle && (_stopping ? slot.HasVolatileMessages && !slot.Stalled : slot.WantsTurn))
        {
            Cooled(slot);
            slot.State = SlotState.Ready;
            _ready.Enqueue(slot);
        }
    }

    private void Cooled(InstanceSlot slot)
    {
        if (slot.WarmNode is { } node)
        {
            _warm.Remove(node);
            slot.WarmNode = null;
        }
    }

    private void StartTurns()
    {
        while (_open && _executing < options.MaxConcurrentOrchestrators && _ready.TryDequeue(out var slot))
        {
            if (slot.State == SlotState.Ready)
            {
                BeginTurn(slot);
                ThreadPool.UnsafeQueueUserWorkItem(_ => TakeTurn(slot, NextBatch(slot)), state: null);
            }
        }
    }

    private void BeginTurn(InstanceSlot slot)
    {
        slot.State = SlotState.InTurn;
        slot.Poked = false;
        slot.RunningSince = time.GetTimestamp();
        _executing++;
        _inFlight++;
    }

    private Message[] NextBatch(InstanceSlot slot)
    {
        lock (_lock)
        {
            return slot.Pending.Count <= MaxMessagesPerTurn ? [.. slot.Pending] : [.. slot.Pending.Take(MaxMessagesPerTurn)];
        }
    }

    private void TakeTurn(InstanceSlot slot, Message[] batch)
    {
        WriteOperation? operation;
        try
        {
            operation = runner.Take(slot, batch, (executor) => Poke(slot, executor)) switch
            {
                { Result: { } result, State: { } state } =>
                    new TurnOperation(state, result, keys, time.GetUtcNow().UtcDateTime, end => Finish(slot, result, end)),
                { Stall: { } failure } => Stall(slot, failure),
                _ when batch.Any(message => message.StoredAs != 0) =>
                    new ForgetOperation(slot.Key, end => Finish(slot, result: null, end)),
                _ => null,
            };
        }
        catch (Exception exception)
        {
            // Reading the store failed, or the engine has a bug: the messages are still there, so the turn is taken again.
            Released(slot);
            Faulted(slot, exception);
            return;
        }

        Released(slot);
        if (operation is null)
        {
            Forget(slot);
        }
        else
        {
            writer.SubmitAndWrite(operation);
        }
    }

    private void Forget(InstanceSlot slot)
    {
        lock (_lock)
        {
            Drop(slot);
            EndTurn(slot);
        }
    }

    private StallOperation Stall(InstanceSlot slot, Exception reason)
    {
        LogStalled(reason, slot.Name);
        return new StallOperation(slot.Key, reason, time, end =>
        {
            slot.Stalled = true;
            Finish(slot, result: null, end);
        });
    }

    private void Released(InstanceSlot slot)
    {
        lock (_lock)
        {
            slot.RunningSince = 0;
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
            NotCommitted(slot, result, error);
            return;
        }

        lock (_lock)
        {
            if (slot.State != SlotState.Gone && result is not null)
            {
                slot.Remove(result.Consumed);
                Advance(slot, result, end.State);
            }

            if (slot.Stalled)
            {
                slot.Executor = null;
            }

            EndTurn(slot);
        }
    }

    private void Advance(InstanceSlot slot, TurnResult result, InstanceState? after)
    {
        if (after is null)
        {
            Drop(slot);
            return;
        }

        slot.Instance = after;
        if (slot.InstanceId is null)
        {
            slot.InstanceId = after.Row.InstanceId;
            _byId.TryAdd(slot.InstanceId, slot);
        }

        if (result.ContinueAsNew is not null)
        {
            var start = InstanceCommands.StartOf(after.Row, time.GetUtcNow().UtcDateTime);
            slot.AddFront([new Message(start, after.Row.Generation), .. result.CarriedEvents]);
            slot.Executor = null;
        }
        else if (options.MaxWarmOrchestrations == 0)
        {
            slot.Executor = null;
        }
    }

    private void EndTurn(InstanceSlot slot)
    {
        if (slot.State == SlotState.InTurn)
        {
            slot.State = SlotState.Idle;
            if (slot.Stalled)
            {
                Store(slot);
            }

            MakeReady(slot);
            if (slot.State == SlotState.Idle)
            {
                KeepWarm(slot);
            }
        }

        _inFlight--;
        StartTurns();
        EndIfDrained();
    }

    private void EndIfDrained()
    {
        if (_stopping && _inFlight == 0 && (!_open || _ready.Count == 0))
        {
            _drained.TrySetResult();
        }
    }

    private void KeepWarm(InstanceSlot slot)
    {
        if (slot.Executor is not null)
        {
            slot.WarmNode = _warm.AddLast(slot);
        }
        else if (slot.Pending.Count == 0 && !slot.Stalled)
        {
            Drop(slot);
        }

        while (_warm.Count > options.MaxWarmOrchestrations)
        {
            Drop(_warm.First!.Value);
        }
    }

    /// <summary>Takes an instance out of memory. What clients have sent it and no turn has taken comes too late.</summary>
    private void Drop(InstanceSlot slot)
    {
        Cooled(slot);
        slot.Executor = null;
        slot.Instance = null;
        slot.State = SlotState.Gone;
        _slots.Remove(slot.Key);
        if (slot.InstanceId is { } id && _byId.TryGetValue(id, out var current) && ReferenceEquals(current, slot))
        {
            _byId.Remove(id);
        }

        foreach (var message in slot.TakeAll())
        {
            message.Sender?.InstanceEnded();
        }
    }

    /// <summary>Puts what waits for an instance that cannot take its turn into the store.</summary>
    private void Store(InstanceSlot slot)
    {
        List<Message> volatiles = [.. slot.Pending.Where(message => message.IsVolatile)];
        if (volatiles.Count > 0)
        {
            volatiles.ForEach(message => message.IsBeingStored = true);
            writer.Submit(new StoreMessagesOperation(slot.Key, volatiles));
        }
    }

    /// <summary>Ends a turn that is not on disk: clients have been told, and what the engine itself delivered is taken again.</summary>
    private void NotCommitted(InstanceSlot slot, TurnResult? result, Exception error)
    {
        if (result is null || result.Consumed.Any(message => message.Sender is null))
        {
            Faulted(slot, error);
            return;
        }

        lock (_lock)
        {
            slot.Executor = null;
            slot.Remove(result.Consumed);
            if (!slot.IsStored)
            {
                Drop(slot);
            }

            EndTurn(slot);
        }
    }

    private void Faulted(InstanceSlot slot, Exception exception)
    {
        var retry = exception is not TaskHubClosedException;
        if (retry)
        {
            LogTurnFaulted(exception, slot.Name, FaultDelay);
        }

        lock (_lock)
        {
            slot.Executor = null;
            slot.Instance = slot.IsStored ? null : slot.Instance;
            _inFlight--;
            EndIfDrained();
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
