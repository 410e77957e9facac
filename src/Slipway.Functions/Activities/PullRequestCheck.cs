using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>What a look at a pull request found.</summary>
/// <param name="Merged">Whether it is merged.</param>
/// <param name="Interval">The operator's time between two looks: a setting is no orchestrator's to read.</param>
/// <param name="HeadSha">Where its branch is on the platform, while it is open.</param>
/// <param name="Review">What reviewers decided about the commit that was validated.</param>
/// <param name="Failed">Which of the gates it does not pass any more.</param>
public sealed record PullRequestCheck(
    bool Merged,
    TimeSpan Interval,
    string? HeadSha = null,
    PullRequestReview? Review = null,
    IReadOnlyList<GateResult>? Failed = null)
{
    /// <summary>Whether somebody closed it without merging it.</summary>
    public bool Closed { get; init; }
}
