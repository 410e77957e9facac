namespace Slipway.LocalHost.Durable.Entities;

// What an entity does, for those who ask why an orchestration waits.
internal sealed partial class EntityDispatcher
{
    /// <summary>How many entities run operations at once.</summary>
    public int Limit => _limit;

    /// <summary>What an entity does; null when it has nothing to do.</summary>
    public EntityPlace? Look(string entityId)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(entityId, out var slot))
            {
                return null;
            }

            // What stands before the operation that runs has been taken by the same batch, unless a lock keeps it out.
            var running = slot.Running;
            var taken = running is null ? 0
                : slot.Pending.FindIndex(delivery => ReferenceEquals(delivery.Message, running.Message)) + 1;
            return new EntityPlace(
                running,
                slot.IsOverdue,
                slot.IsBusy && slot.RunningSince == 0 && _ready.Contains(slot),
                [
                    .. slot.Pending.Select(delivery => delivery.Message)
                        .Where((message, index) => index >= taken || !EntityLock.Admits(slot.Row?.Lock, message)),
                ],
                slot.Row?.Lock);
        }
    }
}
