using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>An event that has arrived for an orchestration and that no committed turn has taken yet.</summary>
/// <param name="value">What has happened.</param>
/// <param name="generation">Which generation it is for; 0 for whichever runs.</param>
internal sealed class Message(HistoryEvent value, int generation)
{
    public HistoryEvent Event => value;

    public int Generation => generation;

    /// <summary>Its place in the inbox; 0 while it is in memory only, and so is known again after a crash by its cause.</summary>
    public long StoredAs { get; set; }

    /// <summary>Whether a turn that takes it has been written, so that it need not be stored any more.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether a write is under way that stores it.</summary>
    public bool IsBeingStored { get; set; }

    /// <summary>Whether nothing in the store would bring it back after a crash.</summary>
    public bool IsVolatile => StoredAs == 0 && !IsBeingStored && (value is not (TimerFired or ExecutionStarted) || Sender is not null);

    /// <summary>Who sent it and hears of it when it is on disk; null when nobody waits.</summary>
    public Sender? Sender { get; init; }

    /// <summary>When a client sent it, as a timestamp of the engine's clock; 0 when no client did.</summary>
    public long SentAt { get; init; }

    /// <summary>The start of the instance was refused; what came with it was for another of its id.</summary>
    public void Refused(Exception refusal)
    {
        if (value is ExecutionStarted)
        {
            Sender?.Failed(refusal);
        }
        else
        {
            Sender?.Missed();
        }
    }

    /// <summary>Whether it comes from a call that an earlier generation made, and means nothing to this one.</summary>
    public bool IsStaleFor(int current) => generation != 0 && generation != current;
}
