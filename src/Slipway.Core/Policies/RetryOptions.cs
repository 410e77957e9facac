namespace Slipway.Core.Policies;

/// <summary>When to try again, and how long to wait: <c>min(base × multiplier^(attempt-1), max)</c>, spread by jitter.</summary>
public sealed record RetryOptions
{
    /// <summary>The most retries an operator can ask for.</summary>
    public const int MaximumRetries = 3;

    /// <summary>Retries after the first attempt, 0 to 3. Default 3; 0 means none.</summary>
    public int MaxRetries { get; init; } = MaximumRetries;

    /// <summary>Delay before the first retry. Default 2 s.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest delay. Default 1 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Growth of the delay, at least 1. Default 2.</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>Share of the delay that is random, 0 to 1. Default 0.2: a delay of 10 s becomes 8 to 10 s.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>The delay after a failed attempt.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="random">A number in [0, 1) that spreads simultaneous retries.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="attempt"/> is less than 1.</exception>
    public TimeSpan DelayAfter(int attempt, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        if (BaseDelay == TimeSpan.Zero)
        {
            // Zero stays zero; times a growth beyond all numbers it would be none.
            return TimeSpan.Zero;
        }

        var grown = BaseDelay.TotalMilliseconds * Math.Pow(Multiplier, attempt - 1);
        var capped = Math.Min(grown, MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (1 - (Jitter * random)));
    }

    /// <summary>Whether a failure of this kind is worth another attempt.</summary>
    public static bool IsRetryable(ErrorCategory category) => category
        is ErrorCategory.Transient or ErrorCategory.RateLimited or ErrorCategory.Timeout or ErrorCategory.AgentFailed;
}
