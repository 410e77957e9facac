using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What can be done to an instance from outside its turn, within a write.</summary>
internal static class InstanceCommands
{
    /// <summary>The generation of messages that are for whichever generation runs.</summary>
    public const int AnyGeneration = 0;

    /// <summary>The row of an instance that has not begun.</summary>
    public static InstanceRow NewRow((long Key, DateTime CreatedAt) place, string instanceId, ExecutionStarted start) => new()
    {
        Key = place.Key,
        InstanceId = instanceId,
        Name = start.Name,
        Version = start.Version,
        Status = OrchestrationRuntimeStatus.Pending,
        Generation = start.Generation,
        Input = start.Input,
        Parent = start.Parent,
        Tags = start.Tags,
        CreatedAt = place.CreatedAt,
        UpdatedAt = start.Timestamp,
    };

    /// <summary>What begins a generation that its row describes.</summary>
    public static ExecutionStarted StartOf(InstanceRow row, DateTime now, DateTime? scheduledFor = null) =>
        new(now, row.Name, row.Version, row.Input, row.Generation, row.Parent, row.Tags, scheduledFor);

    /// <summary>Adds an instance and starts it, now or when its time comes.</summary>
    public static void Start(TaskHubTables tables, CommitEffects effects, InstanceRow row, ExecutionStarted start)
    {
        tables.AddInstance(row);
        if (start.ScheduledStart is { } time && time > start.Timestamp)
        {
            var timer = new TimerRow(row.Key, start.Generation, TimerRow.StartTaskId, time);
            tables.AddTimer(timer);
            effects.Timers.Add(timer);
        }
        else
        {
            effects.Deliveries.Add(new Delivery(row.Key, new Message(start, start.Generation)));
        }

        effects.Changed.Add(row);
    }

    /// <summary>Starts what an orchestration called, unless its id is taken by one that runs: then the call fails.</summary>
    public static void StartChild(
        TaskHubTables tables, CommitEffects effects, InstanceRow parent, SubOrchestrationCreated call, InstanceKeys keys, DateTime now)
    {
        var existing = tables.FindInstance(call.InstanceId);
        if (existing is { HasEnded: false })
        {
            var failure = new Failure(
                "OrchestrationAlreadyExists",
                $"The sub-orchestration could not be started: instance '{call.InstanceId}' exists and is {existing.Status}.");
            Deliver(tables, effects, parent, new SubOrchestrationFailed(now, call.TaskId, failure), parent.Generation);
            return;
        }

        if (existing is not null)
        {
            Remove(tables, effects, existing, now);
        }

        var reference = new ParentReference(parent.Key, parent.Generation, call.TaskId, parent.InstanceId, parent.Name);
        var start = new ExecutionStarted(now, call.Name, call.Version, call.Input, Generation: 1, reference, call.Tags);
        var row = NewRow(keys.Next(now), call.InstanceId, start) with { Trace = TracePlace.WriteCall(parent, call.TaskId) };
        Start(tables, effects, row, start);
    }

    /// <summary>Arms a durable timer.</summary>
    public static void StartTimer(TaskHubTables tables, CommitEffects effects, InstanceRow instance, int taskId, DateTime fireAt)
    {
        var timer = new TimerRow(instance.Key, instance.Generation, taskId, fireAt);
        tables.AddTimer(timer);
        effects.Timers.Add(timer);
    }

    /// <summary>Puts an event into an instance's inbox; false when the instance takes no more.</summary>
    public static bool Deliver(TaskHubTables tables, CommitEffects effects, InstanceRow? instance, HistoryEvent value, int generation)
    {
        if (instance is null || instance.HasEnded || (generation != AnyGeneration && generation != instance.Generation))
        {
            return false;
        }

        var message = new Message(value, generation) { StoredAs = tables.AddToInbox(instance.Key, generation, value) };
        effects.Deliveries.Add(new Delivery(instance.Key, message));
        return true;
    }

    /// <summary>
    /// Puts an event into the inbox of an instance whose history no longer has it. After a crash the end of a call must be known as one of
    /// this generation, or the call would be made again.
    /// </summary>
    public static void DeliverAgain(TaskHubTables tables, CommitEffects effects, InstanceRow instance, HistoryEvent value) =>
        Deliver(
            tables,
            effects,
            instance,
            RewrittenHistory.Adopt(value, instance),
            OpenCalls.EndedBy(value) is null ? AnyGeneration : instance.Generation);

    /// <summary>
    /// Gives up what an instance has under way: messages, timers, activities, locks, and the turn that it takes. It goes on as a new
    /// generation, so that what its calls still bring is known as meant for one that is over, wherever it is on its way.
    /// </summary>
    public static void Abandon(TaskHubTables tables, CommitEffects effects, long key)
    {
        EntityCommands.ReleaseLocks(tables, effects, key);
        tables.RemoveInbox(key);
        tables.RemoveTimers(key);
        effects.Rewound.Add(key);
    }

    /// <summary>When a timer is due that is given its whole time again, as that of an old run would long be over.</summary>
    public static DateTime DueAgain(TimerCreated timer, DateTime now)
    {
        var delay = timer.FireAt - timer.Timestamp;
        return delay > DateTime.MaxValue - now ? DateTime.MaxValue : now + delay;
    }

    /// <summary>Begins what an instance called and nobody does any more.</summary>
    public static void BeginAnew(
        TaskHubTables tables, CommitEffects effects, InstanceRow instance, ScheduledEvent call, InstanceKeys keys, DateTime now)
    {
        switch (call)
        {
            case TimerCreated timer:
                StartTimer(tables, effects, instance, timer.TaskId, DueAgain(timer, now));
                break;
            case SubOrchestrationCreated child:
                StartChild(tables, effects, instance, child, keys, now);
                break;
            case TaskScheduled task:
                effects.Tasks.Add(TaskRow.Of(task, instance));
                break;
            default:
                EntityCommands.Perform(tables, effects, instance, call);
                break;
        }
    }

    /// <summary>
    /// Ends an instance that runs, and all below it, within the write: whatever turn it takes meanwhile means nothing. Nobody waits for it.
    /// </summary>
    public static void TerminateAtOnce(TaskHubTables tables, CommitEffects effects, InstanceRow instance, string? output, DateTime now)
    {
        var key = instance.Key;
        var end = new ExecutionCompleted(now, OrchestrationRuntimeStatus.Terminated, output, Failure: null);
        HistoryEvent[] events =
            [new OrchestratorStarted(now), new ExecutionTerminated(now, output, Recursive: true), end, new OrchestratorCompleted(now)];
        var (lines, seal) = SealedHistory.Write(
            events, tables.LastSeal(key) ?? SealedHistory.Origin(instance.InstanceId, instance.Generation));
        tables.AddTurn(new TurnRow(key, (int)tables.CountEvents(key), events.Length, OpenTasks: 0, now, seal, lines));
        var row = tables.ReadInstance(key)! with
        {
            Status = end.Status,
            Output = output,
            Failure = null,
            UpdatedAt = now,
            CompletedAt = now,
        };
        tables.UpdateInstance(row);
        tables.RemoveInbox(key);
        tables.RemoveTimers(key);
        EntityCommands.ReleaseLocks(tables, effects, key);
        effects.Changed.Add(row);
        effects.Ended.Add(key);
        effects.Terminated.Add(key);
        foreach (var child in tables.FindChildren(key).Where(child => !child.HasEnded))
        {
            TerminateAtOnce(tables, effects, child, output, now);
        }
    }

    /// <summary>Tells who waits for an instance how it ended.</summary>
    public static void NotifyParent(TaskHubTables tables, CommitEffects effects, ParentReference? parent, Func<int, HistoryEvent> end)
    {
        if (parent is not null)
        {
            Deliver(tables, effects, tables.FindInstance(parent.Key), end(parent.TaskId), parent.Generation);
        }
    }

    /// <summary>Removes an instance and all that belongs to it. If it ran, whoever waits for it hears that it is gone.</summary>
    public static void Remove(TaskHubTables tables, CommitEffects effects, InstanceRow instance, DateTime now)
    {
        EntityCommands.ReleaseLocks(tables, effects, instance.Key);
        tables.RemoveInstance(instance.Key);
        effects.Ended.Add(instance.Key);
        effects.Terminated.Add(instance.Key);
        if (!instance.HasEnded)
        {
            var failure = new Failure(
                "OrchestrationReplaced", $"Orchestration '{instance.InstanceId}' was replaced by a new one of the same id.");
            NotifyParent(tables, effects, instance.Parent, taskId => new SubOrchestrationFailed(now, taskId, failure));
        }
    }

    /// <summary>Whether a new instance may take the place of one with its id.</summary>
    public static bool IsReplaceable(InstanceRow existing, IReadOnlyList<string>? dedupeStatuses) =>
        dedupeStatuses is null
            ? existing.HasEnded
            : !dedupeStatuses.Contains(existing.Status.ToString(), StringComparer.OrdinalIgnoreCase);

    public static OrchestrationAlreadyExistsException Taken(string instanceId) => new(
        $"There is an orchestration '{instanceId}' already. Use another instance id, or none to get a new one.");

    public static OrchestrationAlreadyExistsException AlreadyExists(InstanceRow existing) => new(
        $"An orchestration '{existing.InstanceId}' exists and is {existing.Status}. Use another instance id, or wait until it has ended.");
}
