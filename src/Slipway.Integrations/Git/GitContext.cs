namespace Slipway.Integrations.Git;

/// <summary>What a Git command gets besides its arguments.</summary>
/// <param name="Input">For its standard input.</param>
/// <param name="Variables">Environment variables.</param>
/// <param name="TakesEnd">Whether the end of an output that is too large will do.</param>
internal sealed record GitContext(
    string? Input = null, IReadOnlyDictionary<string, string>? Variables = null, bool TakesEnd = false);
