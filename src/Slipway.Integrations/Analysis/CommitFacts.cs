namespace Slipway.Integrations.Analysis;

/// <summary>A commit, as whoever continues the work should know of it.</summary>
/// <param name="Commit">Its short hash.</param>
/// <param name="Date">The day it was made, as in ISO 8601.</param>
/// <param name="Subject">The first line of its message.</param>
internal sealed record CommitFacts(string Commit, string Date, string Subject);
