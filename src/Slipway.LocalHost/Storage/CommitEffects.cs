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
    public HashSet<long> Ended { get; } = [];

    /// <summary>The instances whose work means nothing any more, because they go on from an earlier state. Comes before all else.</summary>
    public HashSet<long> Rewound { get; } = [];

    /// <summary>The instances whose running activities are no longer wanted.</summary>
    public List<long> Terminated { get; } = [];

    /// <summary>Whether what an instance has under way means nothing once this is on disk.</summary>
    public bool EndsWorkOf(long instanceKey) => Ended.Contains(instanceKey) || Rewound.Contains(instanceKey);

    /// <summary>Forgets the work: it is read from the tables, by the same commit.</summary>
    public void ForgetWork()
    {
        Rewound.Clear();
        Deliveries.Clear();
        Entities.Clear();
        Tasks.Clear();
        Timers.Clear();
    }

    /// <summary>Adds what a later write means.</summary>
    public void Add(CommitEffects other)
    {
        if (other.Rewound.Count > 0)
        {
            // It took back what writes before it, in the same commit, asked for; and who had ended then goes on now.
            Ended.ExceptWith(other.Rewound);
            Terminated.RemoveAll(other.Rewound.Contains);
            Deliveries.RemoveAll(delivery => other.Rewound.Contains(delivery.InstanceKey));
            Tasks.RemoveAll(task => other.Rewound.Contains(task.InstanceKey));
            Timers.RemoveAll(timer => other.Rewound.Contains(timer.InstanceKey));
        }

        Deliveries.AddRange(other.Deliveries);
        Entities.AddRange(other.Entities);
        Tasks.AddRange(other.Tasks);
        Timers.AddRange(other.Timers);
        Changed.AddRange(other.Changed);
        Ended.UnionWith(other.Ended);
        Rewound.UnionWith(other.Rewound);
        Terminated.AddRange(other.Terminated);
    }
}
