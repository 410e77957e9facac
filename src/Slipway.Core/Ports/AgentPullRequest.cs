namespace Slipway.Core.Ports;

/// <summary>A pull request that a remote agent opened.</summary>
/// <param name="Url">Where to look at it.</param>
/// <param name="Title">Its title, when known.</param>
/// <param name="Branch">The branch it wants merged, when known.</param>
public sealed record AgentPullRequest(string Url, string? Title = null, string? Branch = null);
