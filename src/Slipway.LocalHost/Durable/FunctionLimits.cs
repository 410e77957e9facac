namespace Slipway.LocalHost.Durable;

/// <summary>What holds for one activity function.</summary>
internal sealed record FunctionLimits
{
    /// <summary>How many of it run at once; null for as many as the host runs.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many of it run at once for one value of the tag <c>concurrencyKey</c> of the call; null for any number.</summary>
    public int? MaxConcurrencyPerKey { get; init; }

    /// <summary>How long it may run; null for what holds for all.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Within what time of its start, and then of each beat, it must beat; null when it need not.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }
}
