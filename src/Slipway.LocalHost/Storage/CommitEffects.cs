using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Storage;

/// <summary>What a write means to the running engine once it is on disk, and not before.</summary>
internal sealed class CommitEffects
{
    /// <summary>Messages for other instances.</summary>
    public List<Delivery> Deliveries { get; } = [];

    /// <summary>Messages for entities.</summary>
    public List<EntityDelivery> Entities { get; } = [];

    /// <summary>Activities to start.</summary>
    public List<TaskRow> Tasks { get; } = [];

    /// <summary>Timers that were made.</summary>
    public List<TimerRow> Timers { get; } = [];

    /// <summary>The rows that changed, as they are now, with their payloads.</summary>
    public List<InstanceRow> Changed { get; } = [];

    /// <summary>The instances that take no more messages.</summary>
    public List<long> Ended { get; } = [];

    /// <summary>The instances whose running activities are no longer wanted.</summary>
    public List<long> Terminated { get; } = [];

    /// <summary>Forgets the work: it is read from the tables, by the same commit.</summary>
    public void ForgetWork()
    {
        Deliveries.Clear();
        Entities.Clear();
        Tasks.Clear();
        Timers.Clear();
    }

    /// <summary>Adds what another write means.</summary>
    public void Add(CommitEffects other)
    {
        Deliveries.AddRange(other.Deliveries);
        Entities.AddRange(other.Entities);
        Tasks.AddRange(other.Tasks);
        Timers.AddRange(other.Timers);
        Changed.AddRange(other.Changed);
        Ended.AddRange(other.Ended);
        Terminated.AddRange(other.Terminated);
    }
}
