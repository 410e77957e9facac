using System.Text.Json.Serialization;
using Slipway.Core.Lifecycle;

namespace Slipway.Core.Ports;

/// <summary>A workflow's worktree.</summary>
/// <param name="WorkflowId">Whose it is.</param>
/// <param name="Repository">The repository it belongs to.</param>
/// <param name="Branch">The branch that commits go to: the workflow's, or that of the pull request it works on.</param>
/// <param name="Path">Absolute path of the worktree.</param>
public sealed record Workspace(string WorkflowId, RepositoryInfo Repository, string Branch, string Path)
{
    /// <summary>The pull request that it works on, whose branch is somebody else's, too. Unset: none, the branch is its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PullRequest { get; init; }

    /// <summary>The branch that is checked out, which is always the workflow's own.</summary>
    [JsonIgnore]
    public string LocalBranch => PullRequest is null ? Branch : new WorkflowId(WorkflowId).Branch;
}
