namespace Slipway.Integrations.Git;

/// <summary>What a Git command gets besides its arguments.</summary>
/// <param name="Input">For its standard input.</param>
/// <param name="Variables">Environment variables.</param>
internal sealed record GitContext(string? Input = null, IReadOnlyDictionary<string, string>? Variables = null);
