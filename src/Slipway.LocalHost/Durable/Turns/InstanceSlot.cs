using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>An instance that has something to do, or is kept warm. Guarded by the dispatcher's lock, except within a turn.</summary>
internal sealed class InstanceSlot(long key)
{
    public long Key => key;

    /// <summary>The instance's id; null until it has been read or told.</summary>
    public string? InstanceId { get; set; }

    /// <summary>What to call it in messages.</summary>
    public string Name => InstanceId ?? Instance?.Row.InstanceId ?? $"#{key}";

    /// <summary>What waits for a turn, in order.</summary>
    public List<Message> Pending { get; private set; } = [];

    public SlotState State { get; set; }

    /// <summary>The instance as the last turn left it; null when it has to be read.</summary>
    public InstanceState? Instance { get; set; }

    public bool IsStored => Instance?.IsStored ?? true;

    /// <summary>
    /// Whether what it has under way means nothing any more: the instance has ended, was removed or rewound. Asked within a write, for
    /// which neither the lock is needed nor the store: what ends an instance's work is known by the effects of the same commit, and drops
    /// the slot before the next one.
    /// </summary>
    public bool IsOver(CommitEffects effects) => State == SlotState.Gone || effects.EndsWorkOf(Key);

    /// <summary>Whether something waits that would be lost with the process.</summary>
    public bool HasVolatileMessages => Pending.Exists(message => message.IsVolatile);

    /// <summary>When the turn whose code has not returned began, by the engine's clock, in UTC; null while there is none.</summary>
    public DateTime? TurnBegan { get; set; }

    /// <summary>When a thread began with that code, as a stopwatch's timestamp; 0 while none has.</summary>
    public long RunningSince { get; set; }

    /// <summary>When the code of the last turn ended, as a timestamp of the engine's clock.</summary>
    public long TurnEndedAt { get; set; }

    /// <summary>The orchestration in memory; null when it has to be replayed.</summary>
    public OrchestrationExecutor? Executor { get; set; }

    /// <summary>Whether its turn has been running for so long that it has given up its place.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>What the store is told of a turn that has been running for too long; null of others.</summary>
    public StallOperation? Note { get; set; }

    /// <summary>Whether a turn is wanted although nothing is pending.</summary>
    public bool Poked { get; set; }

    /// <summary>Whether its code does not fit its history; only a termination is taken then, until the host starts again.</summary>
    public bool Stalled { get; set; }

    /// <summary>Its place among the warm ones, while it waits.</summary>
    public LinkedListNode<InstanceSlot>? WarmNode { get; set; }

    public bool WantsTurn => Stalled ? Pending.Exists(message => message.Event is ExecutionTerminated) : Poked || Pending.Count > 0;

    /// <summary>Removes what a turn has taken, which is the front of what waits, with perhaps some that was left over in between.</summary>
    public void Remove(IReadOnlyList<Message> consumed)
    {
        var front = 0;
        while (front < consumed.Count && front < Pending.Count && ReferenceEquals(Pending[front], consumed[front]))
        {
            front++;
        }

        Pending.RemoveRange(0, front);
        if (front < consumed.Count)
        {
            var rest = consumed.Skip(front).ToHashSet();
            Pending.RemoveAll(rest.Contains);
        }
    }

    /// <summary>Puts messages before those that wait.</summary>
    public void AddFront(IEnumerable<Message> messages) => Pending.InsertRange(0, messages);

    /// <summary>Takes all that waits.</summary>
    public List<Message> TakeAll()
    {
        var all = Pending;
        Pending = [];
        return all;
    }
}
