namespace Slipway.Functions.Telemetry;

/// <summary>What <see cref="EventMetrics"/> remembers of a workflow between its events.</summary>
internal sealed class WatchedWorkflow
{
    /// <summary>The last event that was measured.</summary>
    public long Sequence { get; set; }

    /// <summary>When it started; unset once its first step has begun.</summary>
    public DateTimeOffset? WaitsSince { get; set; }

    /// <summary>Whether another workflow started it: it then waits for no place of its own.</summary>
    public bool IsChild { get; set; }

    /// <summary>The agents of the steps that have begun.</summary>
    public Dictionary<string, string> Agents { get; } = new(StringComparer.Ordinal);
}
