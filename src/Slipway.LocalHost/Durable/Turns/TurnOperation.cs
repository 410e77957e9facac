using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Commits a turn: the events, the row, and everything the orchestrator asked for, all or nothing. A turn of an instance that was
/// replaced or rewound meanwhile changes nothing.
/// </summary>
internal sealed class TurnOperation : WriteOperation
{
    private readonly InstanceSlot _slot;
    private readonly InstanceState _before;
    private readonly InstanceState _after;
    private readonly TurnResult _result;
    private readonly TurnRow? _turn;
    private readonly InstanceKeys _keys;
    private readonly DateTime _now;
    private readonly Action<TurnEnd> _finished;
    private Exception? _refusal;
    private bool _gone;
    private long _firstCarried;

    /// <summary>Prepares everything that needs no transaction, on the thread that took the turn.</summary>
    public TurnOperation(
        InstanceSlot slot, InstanceState before, TurnResult result, InstanceKeys keys, DateTime now, Action<TurnEnd> finished)
    {
        _slot = slot;
        _before = before;
        _result = result;
        _keys = keys;
        _now = now;
        _finished = finished;
        var row = RowAfter();
        if (result.ContinueAsNew is not null)
        {
            _after = new InstanceState(row, HistoryLength: 0, SealedHistory.Origin(row.InstanceId, row.Generation), IsStored: true);
            return;
        }

        var (events, seal) = SealedHistory.Write(result.History, before.Seal);
        _turn = new TurnRow(row.Key, before.HistoryLength, result.History.Count, result.OpenTasks, now, seal, events);
        _after = new InstanceState(row, before.HistoryLength + result.History.Count, seal, IsStored: true)
        {
            HistoryBytes = before.HistoryBytes + events.Length,
        };
    }

    /// <summary>What was written meanwhile of a turn that took long; null of others.</summary>
    public StallOperation? Note { get; set; }

    public override bool MustSucceed => _result.Consumed.Any(message => message.Sender is null);

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        _refusal = null;
        _gone = _slot.IsOver(effects);
        if (_gone || !WriteRow(tables, effects))
        {
            return;
        }

        foreach (var message in _result.Consumed)
        {
            Consume(tables, message);
        }

        PerformCalls(tables, effects);
        if (_turn is null)
        {
            ContinueAsNew(tables, effects);
        }
        else
        {
            tables.AddTurn(_turn);
        }

        if (_after.Row.HasEnded)
        {
            End(tables, effects);
        }
    }

    public override void Committed()
    {
        if (_refusal is not null)
        {
            Refused(_refusal);
            return;
        }

        try
        {
            // Before anyone hears of the turn, so that whoever waits for its end finds its spans.
            if (!_gone)
            {
                _result.Trace?.Emit(_result, _now);
            }
        }
        finally
        {
            Announce();
        }
    }

    public override void RolledBack()
    {
        foreach (var message in _result.Consumed)
        {
            message.IsTaken = false;
        }
    }

    public override void Failed(Exception exception)
    {
        foreach (var message in _result.Consumed)
        {
            message.Sender?.Failed(exception);
        }

        _finished(new TurnEnd(State: null, exception));
    }

    /// <summary>The start was refused. What else had come is for the instance that has the id.</summary>
    private void Refused(Exception refusal)
    {
        _finished(new TurnEnd(State: null, refusal));
        foreach (var message in _result.Consumed)
        {
            message.Refused(refusal);
        }
    }

    // Only then is the row another than the turn found it: it is there, and holds a failure that is none any more.
    private bool IsNoted => Note is { IsWritten: true };

    private void Announce()
    {
        foreach (var message in _result.Consumed)
        {
            if (_gone)
            {
                message.Sender?.Missed();
            }
            else
            {
                message.Sender?.Committed();
            }
        }

        for (var i = 0; i < _result.CarriedEvents.Count; i++)
        {
            _result.CarriedEvents[i].StoredAs = _firstCarried + i;
        }

        _finished(new TurnEnd(_gone || _after.Row.HasEnded ? null : _after, Error: null));
    }

    private InstanceRow RowAfter()
    {
        var row = _before.Row with
        {
            Status = _result.Status,
            Output = _result.Output,
            CustomStatus = _result.CustomStatus,
            Failure = _result.Failure,
            UpdatedAt = _now,
            CompletedAt = InstanceRow.IsEnd(_result.Status) ? _now : null,
        };
        return _result.ContinueAsNew is not { } next ? row : row with
        {
            Generation = _before.Row.Generation + 1,
            Version = next.Version,
            Input = next.Input,
            CustomStatus = null,
        };
    }

    private bool WriteRow(TaskHubTables tables, CommitEffects effects)
    {
        var (before, after) = (_before.Row, _after.Row);
        if (!_before.IsStored)
        {
            if (!tables.AddInstance(after) && !TakePlace(tables, effects, tables.FindInstance(after.InstanceId)!))
            {
                return false;
            }
        }
        else if (before.Status != after.Status
            || before.Generation != after.Generation
            || before.Failure is not null
            || IsNoted
            || !string.Equals(before.CustomStatus, after.CustomStatus, StringComparison.Ordinal))
        {
            tables.UpdateInstance(after);
        }
        else
        {
            return true;
        }

        effects.Changed.Add(after);
        return true;
    }

    /// <summary>Takes the place of an older instance of the same id, or of its own row, written because the turn took so long.</summary>
    private bool TakePlace(TaskHubTables tables, CommitEffects effects, InstanceRow older)
    {
        if (older.Key == _after.Row.Key)
        {
            tables.UpdateInstance(_after.Row);
            return true;
        }

        if (!InstanceCommands.IsReplaceable(older, _before.DedupeStatuses))
        {
            _refusal = InstanceCommands.AlreadyExists(older);
            return false;
        }

        InstanceCommands.Remove(tables, effects, older, _now);
        return tables.AddInstance(_after.Row);
    }

    private void Consume(TaskHubTables tables, Message message)
    {
        message.IsTaken = true;
        if (message.StoredAs != 0)
        {
            tables.RemoveFromInbox(message.StoredAs);
        }

        switch (message.Event)
        {
            case TimerFired timer:
                tables.RemoveTimer(_before.Row.Key, message.Generation, timer.TaskId);
                break;
            case ExecutionStarted { ScheduledStart: not null }:
                tables.RemoveTimer(_before.Row.Key, message.Generation, TimerRow.StartTaskId);
                break;
        }
    }

    private void PerformCalls(TaskHubTables tables, CommitEffects effects)
    {
        var row = _before.Row;
        foreach (var call in _result.History)
        {
            switch (call)
            {
                case TaskScheduled task:
                    effects.Tasks.Add(TaskRow.Of(task, row));
                    break;
                case TimerCreated timer when !_result.CancelledTimers.Contains(timer.TaskId):
                    InstanceCommands.StartTimer(tables, effects, row, timer.TaskId, timer.FireAt);
                    break;
                case SubOrchestrationCreated child:
                    InstanceCommands.StartChild(tables, effects, row, child, _keys, _now);
                    break;
                case EventSent sent:
                    InstanceCommands.Deliver(
                        tables,
                        effects,
                        tables.FindInstance(sent.InstanceId),
                        new EventRaised(_now, sent.Name, sent.Input),
                        InstanceCommands.AnyGeneration);
                    break;
                default:
                    EntityCommands.Perform(tables, effects, row, call);
                    break;
            }
        }

        foreach (var taskId in _result.CancelledTimers)
        {
            tables.RemoveTimer(row.Key, row.Generation, taskId);
        }
    }

    private void ContinueAsNew(TaskHubTables tables, CommitEffects effects)
    {
        EntityCommands.ReleaseLocks(tables, effects, _before.Row.Key);
        tables.RemoveTurns(_before.Row.Key);
        tables.RemoveTimers(_before.Row.Key);
        if (_result.CarriedEvents.Count > 0)
        {
            _firstCarried = tables.AddToInboxFront(
                _before.Row.Key, InstanceCommands.AnyGeneration, [.. _result.CarriedEvents.Select(message => message.Event)]);
        }
    }

    private void End(TaskHubTables tables, CommitEffects effects)
    {
        var row = _after.Row;
        EntityCommands.ReleaseLocks(tables, effects, row.Key);
        if (_before.IsStored || IsNoted)
        {
            tables.RemoveInbox(row.Key);
        }

        if (_before.IsStored || _result.History.Any(value => value is TimerCreated))
        {
            tables.RemoveTimers(row.Key);
        }

        if (_result.Status == OrchestrationRuntimeStatus.Terminated)
        {
            effects.Terminated.Add(row.Key);
        }

        if (_result.TerminateChildren)
        {
            foreach (var child in tables.FindChildren(row.Key))
            {
                InstanceCommands.Deliver(
                    tables, effects, child, new ExecutionTerminated(_now, row.Output, Recursive: true), InstanceCommands.AnyGeneration);
            }
        }

        if (row.Parent is not null)
        {
            // As it is now: a rewind has the parent wait as a later generation.
            InstanceCommands.NotifyParent(tables, effects, tables.FindInstance(row.Key)!.Parent, Answer);
        }
    }

    private HistoryEvent Answer(int taskId) => _result.Status switch
    {
        OrchestrationRuntimeStatus.Completed => new SubOrchestrationCompleted(_now, taskId, _result.Output),
        OrchestrationRuntimeStatus.Terminated => new SubOrchestrationFailed(
            _now,
            taskId,
            new Failure("OrchestrationTerminated", $"Orchestration '{_after.Row.InstanceId}' was terminated: {_result.Output}")),
        _ => new SubOrchestrationFailed(_now, taskId, _result.Failure!),
    };
}
