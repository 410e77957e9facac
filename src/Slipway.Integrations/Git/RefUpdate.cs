namespace Slipway.Integrations.Git;

/// <summary>A ref to change.</summary>
/// <param name="Name">Full name.</param>
/// <param name="New">The object it shall point at.</param>
/// <param name="Old">The object it points at now; empty when there is no such ref.</param>
internal sealed record RefUpdate(string Name, string New, string Old);
