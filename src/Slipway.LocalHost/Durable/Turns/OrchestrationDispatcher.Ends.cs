using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

// What follows a turn: the instance waits again, has ended, or takes the turn once more.
internal sealed partial class OrchestrationDispatcher
{
    /// <summary>Ends a turn whose operation has been committed or refused.</summary>
    private void Finish(InstanceSlot slot, TurnResult? result, TurnEnd end)
    {
        if (end.Error is { } error)
        {
            NotCommitted(slot, result, error);
            return;
        }

        Measure(slot, result);
        lock (_lock)
        {
            if (slot.State != SlotState.Gone && result is not null)
            {
                slot.Remove(result.Consumed);
                Advance(slot, result, end.State);
            }

            EndTurn(slot);
        }
    }

    private void Measure(InstanceSlot slot, TurnResult? result)
    {
        if (result is null)
        {
            return;
        }

        EngineMeter.TurnsPersisted.Record(time.GetElapsedTime(slot.TurnEndedAt).TotalSeconds);
        if (EngineMeter.EventsHandled.Enabled)
        {
            foreach (var message in result.Consumed.Where(message => message is { Event: EventRaised, SentAt: not 0 }))
            {
                EngineMeter.EventsHandled.Record(time.GetElapsedTime(message.SentAt).TotalSeconds);
            }
        }
    }

    private void Advance(InstanceSlot slot, TurnResult result, InstanceState? after)
    {
        if (after is null)
        {
            _slots.Drop(slot);
            return;
        }

        limits.Warn(slot.Instance!, after);
        slot.Instance = after;
        _slots.Know(slot, after.Row.InstanceId);
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

    /// <summary>The instance does not go on until the host starts with other code; what arrives is stored meanwhile.</summary>
    private void Stalled(InstanceSlot slot, TurnEnd end)
    {
        if (end.Error is { } error)
        {
            if (slot.IsStored)
            {
                NotCommitted(slot, result: null, error);
            }
            else
            {
                NotBegun(slot, error);
            }

            return;
        }

        lock (_lock)
        {
            if (slot.State != SlotState.Gone)
            {
                slot.Stalled = true;
                slot.Executor = null;
                slot.Instance = end.State;
                _slots.Know(slot, end.State!.Row.InstanceId);
            }

            EndTurn(slot);
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
                _slots.KeepWarm(slot);
            }
        }

        _inFlight--;
        StartTurns();
        EndIfDrained();
        options.Work?.End();
    }

    private void EndIfDrained()
    {
        if (_stopping && _inFlight == 0 && (!_open || _ready.Count == 0))
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Puts what waits for an instance that cannot take its turn into the store.</summary>
    private void Store(InstanceSlot slot)
    {
        List<Message> volatiles = [.. slot.Pending.Where(message => message is { IsVolatile: true, Event: not ExecutionStarted })];
        if (volatiles.Count > 0)
        {
            volatiles.ForEach(message => message.IsBeingStored = true);
            writer.Submit(new StoreMessagesOperation(slot, volatiles, error => NotStored(slot, volatiles, error)));
        }
    }

    /// <summary>What has come for a new instance, to be stored with its row; none for one that is in the store.</summary>
    private static List<Message> Arrived(InstanceSlot slot)
    {
        List<Message> arrived = slot.IsStored ? [] : [.. slot.Pending.Where(message => message.IsVolatile)];
        arrived.ForEach(message => message.IsBeingStored = true);
        return arrived;
    }

    /// <summary>
    /// What could not be stored for a stalled instance has not happened. Otherwise the turn that runs, or the next one, takes it all the
    /// same, and its sender hears then.
    /// </summary>
    private void NotStored(InstanceSlot slot, List<Message> messages, Exception error)
    {
        lock (_lock)
        {
            if (!slot.Stalled)
            {
                return;
            }

            slot.Remove(messages);
        }

        messages.ForEach(message => message.Sender?.Failed(error));
    }

    /// <summary>A new instance that is not on disk has never been, and whoever sent for it hears so.</summary>
    private void NotBegun(InstanceSlot slot, Exception error)
    {
        List<Message> messages;
        lock (_lock)
        {
            messages = slot.TakeAll();
            _slots.Drop(slot);
            EndTurn(slot);
        }

        messages.ForEach(message => message.Refused(error));
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
                _slots.Drop(slot);
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

        options.Work?.End();
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
