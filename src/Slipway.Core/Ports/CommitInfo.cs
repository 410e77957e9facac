namespace Slipway.Core.Ports;

/// <summary>A commit, for people.</summary>
/// <param name="Sha">Full name.</param>
/// <param name="Subject">First line of its message, cut to 200 characters.</param>
public sealed record CommitInfo(string Sha, string Subject);
