namespace Slipway.Functions.Downstream;

/// <summary>How far one workflow's events are sent.</summary>
public sealed record EventRelayState
{
    /// <summary>The number of the last event that the queue has; 0 when it has none.</summary>
    public long Sent { get; set; }

    /// <summary>The number of the last event that is known to have happened.</summary>
    public long Wanted { get; set; }

    /// <summary>How many tries have brought nothing since the last one that did.</summary>
    public int Failures { get; set; }

    /// <summary>When the relay goes on by itself; <see langword="null"/> when it waits to be woken.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it last read the workflow's history.</summary>
    public DateTimeOffset? ReadAt { get; set; }
}
