namespace Slipway.Cli.Contract;

/// <summary>What a workflow's pull request has besides its text.</summary>
/// <param name="Draft">Whether it is opened as a draft.</param>
/// <param name="Labels">Labels that it gets.</param>
/// <param name="Reviewers">Who is asked for a review.</param>
internal sealed record PullRequestChoice(bool Draft, IReadOnlyList<string> Labels, IReadOnlyList<string> Reviewers)
{
    /// <summary>What was given; null when nothing was.</summary>
    public static PullRequestChoice? Of(bool draft, string[]? labels, string[]? reviewers) =>
        draft || labels is { Length: > 0 } || reviewers is { Length: > 0 }
            ? new PullRequestChoice(draft, labels ?? [], reviewers ?? [])
            : null;
}
