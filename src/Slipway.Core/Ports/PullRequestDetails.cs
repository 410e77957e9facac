using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>All that is known of a pull request that a repository keeps as refs.</summary>
/// <param name="PullRequest">The pull request.</param>
/// <param name="Body">What it says, in Markdown.</param>
/// <param name="Comments">Oldest first.</param>
/// <param name="Diff">How much it changes; <see langword="null"/> when that cannot be told, because its base branch is gone, or has it
/// without a merge commit.</param>
public sealed record PullRequestDetails(
    KeptPullRequest PullRequest, string Body, IReadOnlyList<PullRequestComment> Comments, DiffStat? Diff)
{
    /// <summary>What it changes, as <c>git diff</c> prints it; <see langword="null"/> when it was not asked for, or as with
    /// <see cref="Diff"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Patch { get; init; }
}
