using Slipway.Core.Policies;

namespace Slipway.Core.Definitions.Running;

/// <summary>Says of a failed attempt whether another one follows, and when.</summary>
public static class RetryRule
{
    /// <summary>The longest that a service's own wish to wait is heeded.</summary>
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

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

    private static bool IsNamed(string what, ErrorCategory category) =>
        what.Replace("_", "", StringComparison.Ordinal).Equals(category.ToString(), StringComparison.OrdinalIgnoreCase);
}
