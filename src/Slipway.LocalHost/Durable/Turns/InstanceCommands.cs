using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What can be done to an instance from outside its turn, within a write.</summary>
internal static class InstanceCommands
{
    /// <summary>The generation of messages that are for whichever generation runs.</summary>
    public const int AnyGeneration = 0;

    /// <summary>Adds an instance and starts it, now or when its time comes.</summary>
    public static void Start(TaskHubTables tables, CommitEffects effects, string instanceId, ExecutionStarted start)
    {
        var key = tables.AddInstance(instanceId, start);
        if (start.ScheduledStart is { } time && time > start.Timestamp)
        {
            tables.AddTimer(new TimerRow(key, start.Generation, TimerRow.StartTaskId, time));
            effects.TimerMade(time);
        }
        else
        {
            effects.Deliveries.Add(new Delivery(tables.AddToInbox(key, start.Generation, start), instanceId));
        }

        effects.Changed.Add(instanceId);
    }

    /// <summary>Puts an event into an instance's inbox; false when the instance takes no more.</summary>
    public static bool Deliver(TaskHubTables tables, CommitEffects effects, InstanceRow? instance, HistoryEvent value, int generation)
    {
        if (instance is null || instance.HasEnded || (generation != AnyGeneration && generation != instance.Generation))
        {
            return false;
        }

        effects.Deliveries.Add(new Delivery(tables.AddToInbox(instance.Key, generation, value), instance.InstanceId));
        return true;
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
        tables.RemoveInstance(instance.Key);
        effects.Ended.Add(instance.Key);
        effects.Terminated.Add(instance.Key);
        effects.Changed.Add(instance.InstanceId);
        if (!instance.HasEnded)
        {
            var failure = new Failure(
                "OrchestrationReplaced", $"Orchestration '{instance.InstanceId}' was replaced by a new one of the same id.");
            NotifyParent(tables, effects, instance.Parent, taskId => new SubOrchestrationFailed(now, taskId, failure));
        }
    }
}
