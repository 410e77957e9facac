using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>What is done to entities, and by them to others, within a write.</summary>
internal static class EntityCommands
{
    /// <summary>Puts a message into an entity's queue.</summary>
    public static void Send(
        TaskHubTables tables, CommitEffects effects, string entityId, EntityMessage message, DateTime? deliverAt = null) =>
        effects.Entities.Add(tables.Entities.AddMessage(entityId, message, deliverAt));

    /// <summary>Does what a turn of an orchestration asked of entities.</summary>
    public static void Perform(TaskHubTables tables, CommitEffects effects, InstanceRow orchestration, HistoryEvent call)
    {
        switch (call)
        {
            case EntityCalled called:
                var caller = CallerOf(orchestration, called.TaskId);
                Send(
                    tables,
                    effects,
                    called.EntityId,
                    new EntityOperationMessage(called.Operation, called.Input, caller, called.Section));
                break;
            case EntitySignaled signal:
                Send(tables, effects, signal.EntityId, new EntityOperationMessage(signal.Operation, signal.Input), signal.DeliverAt);
                break;
            case EntityLockRequested request:
                tables.Entities.AddLocks(orchestration.Key, orchestration.Generation, request.TaskId, request.EntityIds);
                var owner = CallerOf(orchestration, request.TaskId);
                Send(tables, effects, request.EntityIds[0], new EntityLockMessage(owner, request.EntityIds, Position: 0));
                break;
            case EntityLockReleased:
                ReleaseLocks(tables, effects, orchestration.Key);
                break;
        }
    }

    /// <summary>Gives back all that an orchestration has locked, and takes back what it asked for.</summary>
    public static void ReleaseLocks(TaskHubTables tables, CommitEffects effects, long ownerKey)
    {
        foreach (var (entityId, generation, taskId) in tables.Entities.TakeLocks(ownerKey))
        {
            Send(tables, effects, entityId, new EntityUnlockMessage(ownerKey, generation, taskId));
        }
    }

    /// <summary>Tells an orchestration what became of its call.</summary>
    public static void Answer(TaskHubTables tables, CommitEffects effects, EntityCaller caller, HistoryEvent answer) =>
        InstanceCommands.Deliver(tables, effects, tables.FindInstance(caller.Key), answer, caller.Generation);

    /// <summary>Hands a lock request on to the next entity, or tells the orchestration that it has all of them.</summary>
    /// <remarks>
    /// An orchestration that has ended meanwhile has already given its locks back everywhere. A request that went on after that would lock
    /// the next entity for good.
    /// </remarks>
    public static void PassOn(TaskHubTables tables, CommitEffects effects, EntityLockMessage request, DateTime now)
    {
        var owner = request.Owner;
        if (tables.FindInstance(owner.Key) is not { HasEnded: false } orchestration || orchestration.Generation != owner.Generation)
        {
            return;
        }

        var next = request.Position + 1;
        if (next < request.EntityIds.Count)
        {
            Send(tables, effects, request.EntityIds[next], request with { Position = next });
        }
        else
        {
            Answer(tables, effects, owner, new EntityLockGranted(now, owner.TaskId));
        }
    }

    /// <summary>
    /// Starts an orchestration for an entity, unless one of its id is active: then there is nobody to tell, and nothing happens.
    /// </summary>
    public static void Start(
        TaskHubTables tables,
        CommitEffects effects,
        (long Key, DateTime CreatedAt) place,
        string instanceId,
        ExecutionStarted start,
        IReadOnlyList<string>? dedupeStatuses)
    {
        if (tables.FindInstance(instanceId) is { } existing)
        {
            if (!InstanceCommands.IsReplaceable(existing, dedupeStatuses))
            {
                return;
            }

            InstanceCommands.Remove(tables, effects, existing, start.Timestamp);
        }

        InstanceCommands.Start(tables, effects, InstanceCommands.NewRow(place, instanceId, start), start);
    }

    private static EntityCaller CallerOf(InstanceRow orchestration, int taskId) =>
        new(orchestration.Key, orchestration.Generation, taskId, orchestration.InstanceId);
}
