namespace Slipway.Core;

/// <summary>Something the user can put right. Its message is for people: the thing, what was expected, what is, what to do.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="message">Complete sentences, without secrets.</param>
/// <param name="category">What retry and fallback go by.</param>
/// <param name="innerException">What led to it.</param>
public sealed class SlipwayException(
    string code,
    string message,
    Policies.ErrorCategory category = Policies.ErrorCategory.Configuration,
    Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The stable code, such as <c>SLW1001</c>.</summary>
    public string Code { get; } = code;

    /// <summary>What retry and fallback go by.</summary>
    public Policies.ErrorCategory Category { get; } = category;

    /// <summary>With <see cref="Policies.ErrorCategory.RateLimited"/>: when the service may be asked again. Unset: unknown.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What an agent or model took before it went wrong; <see langword="null"/> when none was asked.</summary>
    public Ports.AgentUsage? Usage { get; init; }
}
