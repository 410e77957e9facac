using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>A pull request.</summary>
/// <param name="Number">From 1, per repository.</param>
/// <param name="Url">Where to look at it.</param>
/// <param name="Title">Its title.</param>
/// <param name="State"><c>open</c>, <c>merged</c> or <c>closed</c>.</param>
/// <param name="Branch">The branch it wants merged.</param>
/// <param name="BaseBranch">The branch to merge into.</param>
/// <param name="HeadSha">The commit it wants merged.</param>
/// <param name="MergeSha">The merge commit once merged.</param>
public sealed record PullRequest(
    int Number,
    string Url,
    string Title,
    string State,
    string Branch,
    string BaseBranch,
    string HeadSha,
    string? MergeSha)
{
    /// <summary>The repository that its branch is in, such as <c>ann/shop</c>, when it is another one than that it is for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fork { get; init; }
}
