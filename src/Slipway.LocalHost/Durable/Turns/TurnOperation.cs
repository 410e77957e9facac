using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Commits a turn: the events, the row, and everything the orchestrator asked for, all or nothing. A turn of an instance that was
/// replaced meanwhile changes nothing.
/// </summary>
internal sealed class TurnOperation(InstanceRow instance, TurnResult result, TimeProvider time, Action<TurnEnd> finished) : WriteOperation
{
    private InstanceRow? _after;

    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        _after = null;
        var now = time.GetUtcNow().UtcDateTime;
        var update = Update(now);
        if (!tables.UpdateInstance(update))
        {
            return;
        }

        foreach (var id in result.ConsumedMessages)
        {
            tables.RemoveFromInbox(id);
        }

        PerformCalls(tables, effects, now);
        if (result.ContinueAsNew is { } next)
        {
            ContinueAsNew(tables, effects, next, now);
        }
        else
        {
            AppendHistory(tables);
        }

        if (InstanceRow.IsEnd(result.Status))
        {
            End(tables, effects, now);
        }
        else
        {
            _after = instance with
            {
                Generation = update.NextGeneration,
                HistoryLength = update.HistoryLength,
                CustomStatus = update.CustomStatus,
            };
        }

        effects.Changed.Add(instance.InstanceId);
    }

    public override void Committed() => finished(new TurnEnd(_after, Error: null));

    public override void Failed(Exception exception) => finished(new TurnEnd(Instance: null, exception));

    private InstanceUpdate Update(DateTime now)
    {
        var update = new InstanceUpdate(instance.Key, instance.Generation)
        {
            Status = result.Status,
            NextGeneration = instance.Generation,
            Version = instance.Version,
            HistoryLength = instance.HistoryLength + result.History.Count,
            Input = instance.Input,
            Output = result.Output,
            CustomStatus = result.CustomStatus,
            Failure = result.Failure,
            UpdatedAt = now,
        };
        return result.ContinueAsNew is not { } next ? update : update with
        {
            NextGeneration = instance.Generation + 1,
            Version = next.Version,
            HistoryLength = 0,
            Input = next.Input,
            CustomStatus = null,
        };
    }

    private void AppendHistory(TaskHubTables tables)
    {
        for (var i = 0; i < result.History.Count; i++)
        {
            tables.AddHistory(instance.Key, instance.HistoryLength + i, result.History[i]);
        }
    }

    private void PerformCalls(TaskHubTables tables, CommitEffects effects, DateTime now)
    {
        foreach (var call in result.History.OfType<ScheduledEvent>())
        {
            switch (call)
            {
                case TaskScheduled task:
                    var row = new TaskRow(instance.Key, instance.Generation, task.TaskId, instance.InstanceId, task.Name, task.Input);
                    tables.AddTask(row);
                    effects.Tasks.Add(row);
                    break;
                case TimerCreated timer:
                    tables.AddTimer(new TimerRow(instance.Key, instance.Generation, timer.TaskId, timer.FireAt));
                    effects.TimerMade(timer.FireAt);
                    break;
                case SubOrchestrationCreated child:
                    StartChild(tables, effects, child, now);
                    break;
                case EventSent sent:
                    var raised = new EventRaised(now, sent.Name, sent.Input);
                    InstanceCommands.Deliver(
                        tables, effects, tables.FindInstance(sent.InstanceId), raised, InstanceCommands.AnyGeneration);
                    break;
            }
        }

        foreach (var taskId in result.CancelledTimers)
        {
            tables.RemoveTimer(instance.Key, instance.Generation, taskId);
        }
    }

    private void StartChild(TaskHubTables tables, CommitEffects effects, SubOrchestrationCreated child, DateTime now)
    {
        var existing = tables.FindInstance(child.InstanceId);
        if (existing is { HasEnded: false })
        {
            var failure = new Failure(
                "OrchestrationAlreadyExists",
                $"The sub-orchestration could not be started: instance '{child.InstanceId}' exists and is {existing.Status}.");
            InstanceCommands.Deliver(
                tables, effects, instance, new SubOrchestrationFailed(now, child.TaskId, failure), instance.Generation);
            return;
        }

        if (existing is not null)
        {
            InstanceCommands.Remove(tables, effects, existing, now);
        }

        var parent = new ParentReference(instance.Key, instance.Generation, child.TaskId, instance.InstanceId, instance.Name);
        InstanceCommands.Start(
            tables,
            effects,
            child.InstanceId,
            new ExecutionStarted(now, child.Name, child.Version, child.Input, Generation: 1, parent, child.Tags));
    }

    private void ContinueAsNew(TaskHubTables tables, CommitEffects effects, ContinueAsNewRequest next, DateTime now)
    {
        tables.RemoveHistory(instance.Key);
        tables.RemoveTimers(instance.Key);
        var start = new ExecutionStarted(
            now, instance.Name, next.Version, next.Input, instance.Generation + 1, instance.Parent, instance.Tags);
        var front = tables.AddToInboxFront(instance.Key, InstanceCommands.AnyGeneration, [start, .. result.CarriedEvents]);
        effects.Deliveries.AddRange(front.Select(message => new Delivery(message, instance.InstanceId)));
    }

    private void End(TaskHubTables tables, CommitEffects effects, DateTime now)
    {
        tables.RemoveInbox(instance.Key);
        tables.RemoveTimers(instance.Key);
        effects.Ended.Add(instance.Key);
        if (result.Status == OrchestrationRuntimeStatus.Terminated)
        {
            tables.RemoveTasks(instance.Key);
            effects.Terminated.Add(instance.Key);
        }

        if (result.TerminateChildren)
        {
            foreach (var child in tables.FindChildren(instance.Key))
            {
                InstanceCommands.Deliver(
                    tables, effects, child, new ExecutionTerminated(now, result.Output, Recursive: true), InstanceCommands.AnyGeneration);
            }
        }

        InstanceCommands.NotifyParent(tables, effects, instance.Parent, taskId => Answer(taskId, now));
    }

    private HistoryEvent Answer(int taskId, DateTime now) => result.Status switch
    {
        OrchestrationRuntimeStatus.Completed => new SubOrchestrationCompleted(now, taskId, result.Output),
        OrchestrationRuntimeStatus.Terminated => new SubOrchestrationFailed(
            now, taskId, new Failure("OrchestrationTerminated", $"Orchestration '{instance.InstanceId}' was terminated: {result.Output}")),
        _ => new SubOrchestrationFailed(now, taskId, result.Failure!),
    };
}
