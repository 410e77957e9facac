using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Slipway.Functions.Entities;

/// <summary>Gives turns, one after the other with a gap between, to all processes of a task hub: an entity for each lane.</summary>
internal sealed class Lane(TimeProvider time) : TaskEntity<LaneState>
{
    /// <summary>For so long after its time a turn can be read: whoever asked for it looks a moment later.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>The entity of a lane. Hashed: not every store takes such characters in a key.</summary>
    public static EntityInstanceId IdOf(string lane) => new(
        nameof(Lane), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lane)))[..40]);

    /// <summary>Gives a turn; asked twice with one ticket, it is the same.</summary>
    public void Take(LaneTicket ticket)
    {
        var now = time.GetUtcNow();
        foreach (var (old, _) in State.Turns.Where(turn => turn.Value + KeptFor < now).ToList())
        {
            State.Turns.Remove(old);
        }

        if (!State.Turns.ContainsKey(ticket.Id))
        {
            var turn = State.Next > now ? State.Next : now;
            State.Turns[ticket.Id] = turn;
            State.Next = turn + ticket.Gap;
        }
    }

    [Function(nameof(Lane))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(this);

    protected override LaneState InitializeState(TaskEntityOperation entityOperation) => new();
}
