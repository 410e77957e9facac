using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>An instance that has something to do, or is kept warm. Guarded by the dispatcher's lock, except within a turn.</summary>
internal sealed class InstanceSlot(long key, string instanceId)
{
    public long Key => key;

    public string InstanceId => instanceId;

    /// <summary>What waits for a turn, in order of id.</summary>
    public List<InboxMessage> Pending { get; } = [];

    public SlotState State { get; set; }

    /// <summary>The row as the last turn left it; null when it has to be read.</summary>
    public InstanceRow? Instance { get; set; }

    /// <summary>The orchestration in memory; null when it has to be replayed.</summary>
    public OrchestrationExecutor? Executor { get; set; }

    /// <summary>Whether a turn is wanted although nothing is pending.</summary>
    public bool Poked { get; set; }

    /// <summary>Whether its code does not fit its history; only a termination is taken then, until the host starts again.</summary>
    public bool Stalled { get; set; }

    /// <summary>Its place among the warm ones, while it waits.</summary>
    public LinkedListNode<InstanceSlot>? WarmNode { get; set; }

    public bool WantsTurn => Stalled ? Pending.Exists(message => message.Event is ExecutionTerminated) : Poked || Pending.Count > 0;

    public void Add(InboxMessage message)
    {
        var index = Pending.Count;
        while (index > 0 && Pending[index - 1].Id > message.Id)
        {
            index--;
        }

        Pending.Insert(index, message);
    }
}
