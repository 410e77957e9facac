namespace Slipway.Core.Ports;

/// <summary>Something to say on a pull request.</summary>
/// <param name="Marker">Identifies it, as <c>{workflow}/{step}</c>: what has been said under it is found, and not said again.</param>
/// <param name="Text">What, in Markdown, sanitised and without secrets.</param>
/// <param name="InReplyTo">The review comment in whose thread it is said, by the platform's id; <see langword="null"/>: on the pull request
/// itself. So it is said, too, where that comment is gone, or the platform has no threads.</param>
public sealed record PullRequestReply(string Marker, string Text, long? InReplyTo = null);
