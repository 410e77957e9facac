namespace Slipway.LocalHost.Storage;

/// <summary>What a write means to the running engine once it is on disk, and not before.</summary>
internal sealed class CommitEffects
{
    /// <summary>Messages that are in the inbox now, each with its instance's id.</summary>
    public List<Delivery> Deliveries { get; } = [];

    /// <summary>Activities to start.</summary>
    public List<TaskRow> Tasks { get; } = [];

    /// <summary>The instances whose row changed, by id.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>The instances that take no more messages.</summary>
    public List<long> Ended { get; } = [];

    /// <summary>The instances whose running activities are no longer wanted.</summary>
    public List<long> Terminated { get; } = [];

    /// <summary>The earliest of the timers that were made.</summary>
    public DateTime? EarliestTimer { get; private set; }

    public void TimerMade(DateTime fireAt) => EarliestTimer = EarliestTimer is { } known && known <= fireAt ? known : fireAt;
}
