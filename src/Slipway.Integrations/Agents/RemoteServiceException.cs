using System.Net;

namespace Slipway.Integrations.Agents;

/// <summary>A remote agent's service refused a request, or did not answer it.</summary>
/// <param name="status">Its answer; <see langword="null"/> when there was none, and nobody knows whether it has done it.</param>
/// <param name="message">Its words.</param>
/// <param name="retryAfter">How long it asks to wait.</param>
internal abstract class RemoteServiceException(HttpStatusCode? status, string message, TimeSpan? retryAfter) : Exception(message)
{
    internal HttpStatusCode? Status { get; } = status;

    internal TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same request may be answered later.</summary>
    internal virtual bool MayPass => Status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
