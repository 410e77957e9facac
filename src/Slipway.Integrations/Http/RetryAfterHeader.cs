using System.Net.Http.Headers;

namespace Slipway.Integrations.Http;

/// <summary>Reads how long a service wants to be left alone (RFC 9110, 10.2.3).</summary>
internal static class RetryAfterHeader
{
    /// <summary>The time to wait; <see langword="null"/> when none is said.</summary>
    internal static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
