using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>A pull request that a repository keeps as refs. Its texts are as others wrote them.</summary>
/// <param name="Number">From 1, per repository.</param>
/// <param name="Title">One line.</param>
/// <param name="State"><c>open</c>, <c>merged</c> or <c>closed</c>.</param>
/// <param name="Branch">The branch it wants merged.</param>
/// <param name="BaseBranch">The branch to merge into.</param>
/// <param name="WorkflowId">The workflow that opened it.</param>
/// <param name="HeadSha">The commit it wants merged.</param>
/// <param name="MergeSha">The merge commit, where it is known.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="UpdatedAt">When its head, title, body or state changed last.</param>
/// <param name="MergedAt">When Slipway merged it, or found it merged.</param>
public sealed record KeptPullRequest(
    int Number,
    string Title,
    string State,
    string Branch,
    string BaseBranch,
    string WorkflowId,
    string HeadSha,
    string? MergeSha,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? MergedAt)
{
    /// <summary>Whether it is a draft, which people merge, but no workflow; <see langword="null"/> for no.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Draft { get; init; }

    /// <summary>Its labels; <see langword="null"/> for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Who is asked for a review; <see langword="null"/> for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Reviewers { get; init; }
}
