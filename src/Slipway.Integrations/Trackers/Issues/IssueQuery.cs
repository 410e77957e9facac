namespace Slipway.Integrations.Trackers.Issues;

/// <summary>Which issues are wanted.</summary>
/// <param name="Labels">All of them are needed.</param>
/// <param name="Query">In the tracker's own language, for those that have one.</param>
/// <param name="NewestFirst">Whether the newest come first.</param>
/// <param name="Priorities">Labels, the most urgent first: an issue that has one is found before others, however many there are.</param>
internal sealed record IssueQuery(IReadOnlyList<string> Labels, string? Query, bool NewestFirst, IReadOnlyList<string> Priorities);
