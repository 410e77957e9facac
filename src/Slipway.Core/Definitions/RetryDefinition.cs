namespace Slipway.Core.Definitions;

/// <summary>When to try a step again: after <c>min(baseDelay × multiplier^(attempt-1), maxDelay)</c>, spread by jitter.</summary>
public sealed record RetryDefinition
{
    /// <summary>Attempts in all, the first one counted, 1 to 20. Default 4; 1 means no retry.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The delay before the first retry. Default 2 s.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest delay. Default 1 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How the delay grows. Default exponential.</summary>
    public Backoff Backoff { get; init; } = Backoff.Exponential;

    /// <summary>Growth of an exponential delay, 1 to 10. Default 2.</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>Share of the delay that is random, 0 to 1. Default 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>What is tried again: names of error categories, such as <c>rate_limited</c>, and patterns that an error's message or code
    /// must contain, case ignored. Empty, the default: transient, rate_limited, timeout and agent_failed.</summary>
    public IReadOnlyList<string> RetryOn { get; init; } = [];
}
