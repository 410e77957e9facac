using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>An entity for which something waits. Guarded by the dispatcher's lock, except for the row while it is busy.</summary>
internal sealed class EntitySlot(string entityId)
{
    private RunningOperation? _running;

    public string EntityId => entityId;

    /// <summary>What waits, in order; a lock may keep some of it waiting.</summary>
    public List<EntityDelivery> Pending { get; } = [];

    /// <summary>The entity as its last batch left it; null when it has to be read.</summary>
    public EntityRow? Row { get; set; }

    /// <summary>Whether it waits for its turn, runs, or is being committed.</summary>
    public bool IsBusy { get; set; }

    /// <summary>When the batch that runs began, by the computer's own time, as a timestamp; 0 while none runs.</summary>
    public long RunningSince { get; set; }

    /// <summary>The operation of the batch that runs; null between two. Written by the batch, without the lock.</summary>
    public RunningOperation? Running
    {
        get => Volatile.Read(ref _running);
        set => Volatile.Write(ref _running, value);
    }

    /// <summary>Whether the batch that runs has been reported for running long.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Whether a batch would have something to do, as far as is known.</summary>
    public bool WantsBatch => Row is null ? Pending.Count > 0 : Pending.Exists(Admits);

    /// <summary>Whether it would take this message now, as far as is known.</summary>
    public bool Admits(EntityDelivery delivery) => EntityLock.Admits(Row?.Lock, delivery.Message);

    /// <summary>Removes what a batch has taken.</summary>
    public void Remove(IEnumerable<EntityDelivery> consumed)
    {
        var taken = consumed.Select(delivery => delivery.Id).ToHashSet();
        Pending.RemoveAll(delivery => taken.Contains(delivery.Id));
    }
}
