using System.Net;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>codegen.com refused a request, or did not answer it.</summary>
/// <param name="status">Its answer; <see langword="null"/> when there was none, and nobody knows whether it has done it.</param>
/// <param name="message">Its words.</param>
/// <param name="retryAfter">How long it asks to wait.</param>
internal sealed class CodegenException(HttpStatusCode? status, string message, TimeSpan? retryAfter = null)
    : RemoteServiceException(status, message, retryAfter);
