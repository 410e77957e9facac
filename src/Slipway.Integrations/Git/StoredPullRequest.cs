using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>A pull request as it stands in the repository's refs.</summary>
/// <param name="Number">From the refs' names.</param>
/// <param name="Record">Its record.</param>
/// <param name="MetaSha">The record's blob.</param>
/// <param name="HeadSha">The commit it wants merged.</param>
internal sealed record StoredPullRequest(int Number, PullRequestRecord Record, string MetaSha, string HeadSha)
{
    internal const string Open = "open";
    internal const string Merged = "merged";

    internal bool IsOpen => Record.State == Open;

    internal bool IsMerged => Record.State == Merged;

    /// <summary>
    /// For callers. The address opens the repository's directory, and names the ref that <c>git log</c> and <c>git diff</c> take.
    /// </summary>
    internal PullRequest Describe(RepositoryInfo repository) => new(
        Number,
        $"{new Uri(repository.Path).AbsoluteUri}#{PullRequestRefs.HeadOf(Number)}",
        Record.Title,
        Record.State,
        Record.Branch,
        Record.BaseBranch,
        HeadSha,
        Record.MergeSha);
}
