namespace Slipway.Core.Policies.CircuitBreaker;

/// <summary>When a circuit breaker opens, and for how long.</summary>
public sealed record CircuitBreakerOptions
{
    /// <summary>Failures in a row that open it, 1 to 1,000. Default 5.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long it stays open the first time. Default 1 min; each failed trial doubles it.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest it stays open. Default 30 min.</summary>
    public TimeSpan MaxOpenFor { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After how long a trial of which nothing was heard is given up, and another one let through. Default 35 min: more than an
    /// attempt may take.</summary>
    public TimeSpan TrialLimit { get; init; } = TimeSpan.FromMinutes(35);
}
