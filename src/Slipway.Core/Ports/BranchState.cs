namespace Slipway.Core.Ports;

/// <summary>What a workflow's branch holds beyond its base.</summary>
/// <param name="HeadSha">The commit it points at.</param>
/// <param name="Commits">Newest last; at most 100.</param>
/// <param name="Diff">The size of the difference to the base.</param>
/// <param name="Committed">Whether this call made a commit or found the one an earlier run of it made.</param>
public sealed record BranchState(string HeadSha, IReadOnlyList<CommitInfo> Commits, DiffStat Diff, bool Committed);
