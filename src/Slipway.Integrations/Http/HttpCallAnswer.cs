namespace Slipway.Integrations.Http;

/// <summary>The answer to a request of a step.</summary>
/// <param name="From">Who answered, after redirects.</param>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Those that say something about the answer, by name in lower case.</param>
/// <param name="Body">What came; <see langword="null"/> when it was too large.</param>
/// <param name="RetryAfter">How long to wait before the next request, when it says so.</param>
internal sealed record HttpCallAnswer(
    Uri From, int Status, IReadOnlyDictionary<string, string> Headers, byte[]? Body, TimeSpan? RetryAfter)
{
    /// <summary>Whether it says that it is JSON.</summary>
    internal bool IsJson => Headers.GetValueOrDefault("content-type") is { } type
        && (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Contains("+json", StringComparison.OrdinalIgnoreCase));
}
