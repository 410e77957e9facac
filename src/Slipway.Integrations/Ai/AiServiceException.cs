namespace Slipway.Integrations.Ai;

/// <summary>An AI service's refusal of a request.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="said">What it says, in one line, as far as it can be read.</param>
/// <param name="errorCode">Its own code for it; <see langword="null"/> when it gives none.</param>
/// <param name="retryAfter">How long to wait, when it says so.</param>
internal sealed class AiServiceException(int status, string said, string? errorCode, TimeSpan? retryAfter)
    : Exception($"The service answered {status}{(said.Length == 0 ? "" : $": {said}")}")
{
    internal int Status { get; } = status;

    internal string? ErrorCode { get; } = errorCode;

    internal TimeSpan? RetryAfter { get; } = retryAfter;
}
