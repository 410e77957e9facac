namespace Slipway.Integrations.Http;

/// <summary>A request of a step.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Address">Where to.</param>
/// <param name="Headers">By name; secrets are names in them.</param>
/// <param name="Body">What is sent; <see langword="null"/> sends nothing.</param>
internal sealed record HttpCallRequest(HttpMethod Method, Uri Address, IReadOnlyDictionary<string, string> Headers, byte[]? Body)
{
    /// <summary>Whether the body is JSON, and text otherwise; a header can say something else.</summary>
    internal bool IsJson { get; init; }

    /// <summary>How many redirects to follow.</summary>
    internal int Redirects { get; init; }

    /// <summary>The largest answer, in bytes.</summary>
    internal int MaxBytes { get; init; }

    /// <summary>The longest time for all of it.</summary>
    internal TimeSpan TimeLimit { get; init; }
}
