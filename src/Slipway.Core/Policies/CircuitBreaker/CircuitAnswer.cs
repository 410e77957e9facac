namespace Slipway.Core.Policies.CircuitBreaker;

/// <summary>What somebody who wants to pass is told.</summary>
/// <param name="Allowed">Whether to go on.</param>
/// <param name="RetryAt">When to ask again, if not.</param>
/// <param name="Failures">Failures in a row so far.</param>
public sealed record CircuitAnswer(bool Allowed, DateTimeOffset? RetryAt = null, int Failures = 0);
