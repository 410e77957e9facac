namespace Microsoft.DurableTask.Entities;

/// <summary>How to signal an entity.</summary>
public record SignalEntityOptions
{
    /// <summary>When the entity gets the signal; null means at once.</summary>
    public DateTimeOffset? SignalTime { get; init; }

    /// <summary>Options with a signal time.</summary>
    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };

    /// <summary>Options without anything set for true; none otherwise.</summary>
    public static implicit operator SignalEntityOptions?(bool? value) => value is true ? new SignalEntityOptions() : null;
}
