using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Waiting;

/// <summary>Says where an orchestration's calls and lock requests stand with the entities they are for.</summary>
internal sealed class EntityWaits(EntityDispatcher entities, TaskHubReader reader, InstanceRow instance)
{
    /// <summary>
    /// What keeps a call, to follow its description, and whether that says since when; empty when its answer is on the way.
    /// </summary>
    public (string Text, bool SaysSince) Of(EntityCalled call)
    {
        if (entities.Look(call.EntityId) is not { } place)
        {
            return (string.Empty, false);
        }

        if (place.Running is { } running && IsOf(running.Message.Caller, call.TaskId))
        {
            return ($", {Overdue(place)}running since {running.Since:u}", true);
        }

        var ahead = place.Waiting.Index()
            .FirstOrDefault(entry => entry.Item is EntityOperationMessage message && IsOf(message.Caller, call.TaskId), (-1, null!)).Index;
        return (ahead < 0 ? string.Empty : Queued(call.EntityId, place, ahead), false);
    }

    /// <summary>What keeps a request for locks: where it is, who has the lock there, and how many are before it.</summary>
    public string Of(EntityLockRequested request)
    {
        foreach (var entityId in request.EntityIds)
        {
            if (entities.Look(entityId) is not { } place)
            {
                continue;
            }

            var ahead = place.Waiting.Index()
                .FirstOrDefault(entry => entry.Item is EntityLockMessage message && IsOf(message.Owner, request.TaskId), (-1, null!)).Index;
            if (ahead >= 0)
            {
                return $", at '{entityId}'{Queued(entityId, place, ahead)}";
            }
        }

        return string.Empty;
    }

    private string Queued(string entityId, EntityPlace place, int ahead)
    {
        var runs = place.Running is { } running
            ? $", while its operation '{running.Message.Operation}' is {Overdue(place)}running since {running.Since:u}"
            : place.AwaitsTurn ? $", until the entity has its turn: at most {entities.Limit} run at once" : string.Empty;
        var holder = place.Lock ?? reader.ReadEntity(entityId)?.Lock;
        var locked = holder is null || holder.OwnerKey == instance.Key ? string.Empty : $", which '{holder.InstanceId}' has locked";
        return $"{locked}, behind {ahead} others{runs},";
    }

    private static string Overdue(EntityPlace place) => place.IsOverdue ? "overdue, " : string.Empty;

    private bool IsOf(EntityCaller? caller, int taskId) =>
        caller is not null && (caller.Key, caller.Generation, caller.TaskId) == (instance.Key, instance.Generation, taskId);
}
