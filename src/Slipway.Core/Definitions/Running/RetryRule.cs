using Slipway.Core.Policies;

namespace Slipway.Core.Definitions.Running;

/// <summary>Says of a failed attempt whether another one follows, and when.</summary>
public static class RetryRule
{
    /// <summary>How often a step waits for a rate limit to end before that counts as a failed attempt.</summary>
    public const int MaxRateLimits = 10;

    /// <summary>The longest that a service's own wish to wait is heeded.</summary>
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

    private static readonly RetryDefinition RateLimits = new()
    {
        BaseDelay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromMinutes(30),
    };

    /// <summary>Whether a failure is one that a retry may follow.</summary>
    /// <param name="retry">The rules.</param>
    /// <param name="category">The failure's kind.</param>
    /// <param name="code">Its code.</param>
    /// <param name="message">What was said about it.</param>
    /// <remarks>What somebody stopped is never tried again by itself.</remarks>
    public static bool IsRetryable(RetryDefinition retry, ErrorCategory category, string? code, string message)
    {
        ArgumentNullException.ThrowIfNull(retry);
        ArgumentNullException.ThrowIfNull(message);
        if (category == ErrorCategory.Cancelled)
        {
            return false;
        }

        return retry.RetryOn.Count == 0
            ? RetryOptions.IsRetryable(category)
            : retry.RetryOn.Any(what => IsNamed(what, category)
                || message.Contains(what, StringComparison.OrdinalIgnoreCase)
                || (code is not null && code.Contains(what, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>How long to wait after a failed attempt.</summary>
    /// <param name="retry">The rules.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="random">A number in [0, 1) that spreads simultaneous retries.</param>
    /// <param name="wish">What the service asked for: at least so long is waited, at most a day.</param>
    public static TimeSpan DelayAfter(RetryDefinition retry, int attempt, double random, TimeSpan? wish)
    {
        ArgumentNullException.ThrowIfNull(retry);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var grown = retry.BaseDelay.TotalMilliseconds * retry.Backoff switch
        {
            Backoff.Exponential => Math.Pow(retry.Multiplier, attempt - 1),
            Backoff.Linear => attempt,
            _ => 1,
        };
        var delay = TimeSpan.FromMilliseconds(Math.Min(grown, retry.MaxDelay.TotalMilliseconds) * (1 - (retry.Jitter * random)));
        var wished = wish is null || wish < TimeSpan.Zero ? TimeSpan.Zero : wish > LongestWish ? LongestWish : wish.Value;
        return delay > wished ? delay : wished;
    }

    /// <summary>How long is waited when a service asks for it: at least a second, at most a day.</summary>
    public static TimeSpan Wished(TimeSpan wish) =>
        wish < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wish > LongestWish ? LongestWish : wish;

    /// <summary>How long to wait for a rate limit to end, which uses no attempt: it is nobody's fault.</summary>
    /// <param name="retry">The rules: what they do not try again is not waited for either.</param>
    /// <param name="category">The failure's kind.</param>
    /// <param name="waits">How often was waited before.</param>
    /// <param name="random">A number in [0, 1) that spreads simultaneous retries.</param>
    /// <param name="wish">What the service asked for. Unset: a minute, twice as long each time, at most half an hour.</param>
    /// <returns><see langword="null"/> when it is no rate limit, or was waited for often enough.</returns>
    public static TimeSpan? RateLimitAfter(RetryDefinition retry, ErrorCategory category, int waits, double random, TimeSpan? wish)
    {
        ArgumentNullException.ThrowIfNull(retry);
        if (category != ErrorCategory.RateLimited || waits >= MaxRateLimits || !IsRetryable(retry, category, code: null, message: ""))
        {
            return null;
        }

        return wish is { } asked ? Wished(asked) : DelayAfter(RateLimits, waits + 1, random, wish);
    }

    private static bool IsNamed(string what, ErrorCategory category) =>
        what.Replace("_", "", StringComparison.Ordinal).Equals(category.ToString(), StringComparison.OrdinalIgnoreCase);
}
