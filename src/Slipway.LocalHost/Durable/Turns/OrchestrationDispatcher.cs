using System.Diagnostics;
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
    HistoryLimit limits,
    GroupCommitWriter writer,
    InstanceKeys keys,
    TimeProvider time,
    ILogger<OrchestrationDispatcher> logger)
{
    private const int MaxMessagesPerTurn = 500;

    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SlotTable _slots = new(options.MaxWarmOrchestrations);
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
            Post(_slots.Add(state), start);
        }
    }

    /// <summary>The row of an instance that is in memory, and so has not ended; null when it is not on disk yet.</summary>
    public InstanceRow? FindActive(string instanceId)
    {
        lock (_lock)
        {
            return _slots.Find(instanceId)?.Instance is { IsStored: true, Row: var row } ? row : null;
        }
    }

    /// <summary>Hands a client's message to an instance that is in memory; false when none is.</summary>
    public bool TryDeliver(string instanceId, Message message)
    {
        lock (_lock)
        {
            if (_slots.Find(instanceId) is not { } slot)
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
            Post(_slots.FindOrAdd(key), message);
        }
    }

    /// <summary>Hands over a message on a thread that takes the turn at once, if it can be taken.</summary>
    public void DeliverAndTakeTurn(long key, Message message)
    {
        InstanceSlot? slot;
        lock (_lock)
        {
            var canRun = options.Scheduler.MayRunInline && !_stopping && _open && _executing < options.MaxConcurrentOrchestrators;
            slot = canRun && _slots.Find(key) is { State: SlotState.Idle, Stalled: false, Pending.Count: 0 } idle ? idle : null;
            if (slot is not null)
            {
                slot.Pending.Add(message);
                _slots.TakeFromWarm(slot);
                BeginTurn(slot);
                slot.RunningSince = Stopwatch.GetTimestamp();
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
            if (_slots.Find(key) is { } slot)
            {
                _slots.Drop(slot);
            }
        }
    }

    /// <summary>
    /// Gives no more turns but those without which a result or a client's message would be lost; ends when all are committed.
    /// </summary>
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
            foreach (var message in _slots.All.SelectMany(slot => slot.TakeAll()))
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
            _slots.TakeFromWarm(slot);
            slot.State = SlotState.Ready;
            _ready.Enqueue(slot);
        }
    }

    private void StartTurns()
    {
        while (_open && _executing < options.MaxConcurrentOrchestrators && _ready.TryDequeue(out var slot))
        {
            if (slot.State == SlotState.Ready)
            {
                BeginTurn(slot);
                options.Scheduler.Queue(() => TakeTurn(slot, NextBatch(slot)));
            }
        }
    }

    private void BeginTurn(InstanceSlot slot)
    {
        slot.State = SlotState.InTurn;
        slot.Poked = false;
        slot.TurnBegan = time.GetUtcNow().UtcDateTime;
        _executing++;
        _inFlight++;
        options.Work?.Begin();
    }

    private Message[] NextBatch(InstanceSlot slot)
    {
        lock (_lock)
        {
            slot.RunningSince = Stopwatch.GetTimestamp();

            // A termination runs no code, so it may take all that came before it.
            var end = slot.Pending.FindIndex(message => message.Event is ExecutionTerminated) + 1;
            return [.. slot.Pending.Take(Math.Max(end, MaxMessagesPerTurn))];
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
                    new TurnOperation(slot, state, result, keys, time.GetUtcNow().UtcDateTime, end => Finish(slot, result, end)),
                { Stall: { } failure, State: { } state } => Stall(slot, state, failure),
                _ when batch.Any(message => message.StoredAs != 0) =>
                    new ForgetOperation(slot, end => Finish(slot, result: null, end)),
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

        var note = Released(slot);
        slot.TurnEndedAt = time.GetTimestamp();
        if (operation is TurnOperation turn)
        {
            turn.Note = note;
        }

        if (operation is null)
        {
            Forget(slot);
        }
        else
        {
            options.Scheduler.RunLast(() => writer.SubmitAndWrite(operation));
        }
    }

    private void Forget(InstanceSlot slot)
    {
        lock (_lock)
        {
            _slots.Drop(slot);
            EndTurn(slot);
        }
    }

    private StallOperation Stall(InstanceSlot slot, InstanceState state, Exception reason)
    {
        LogStalled(reason, slot.Name);
        lock (_lock)
        {
            return new StallOperation(slot, state, reason, Arrived(slot), time.GetUtcNow().UtcDateTime, end => Stalled(slot, end));
        }
    }

    /// <summary>The code of a turn has returned.</summary>
    /// <returns>What the store was told meanwhile, because it took long; null when it did not.</returns>
    private StallOperation? Released(InstanceSlot slot)
    {
        lock (_lock)
        {
            var note = slot.Note;
            slot.Note = null;
            _slots.Returned(slot);
            _executing -= slot.IsOverdue ? 0 : 1;
            slot.IsOverdue = false;
            StartTurns();
            return note;
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
}
