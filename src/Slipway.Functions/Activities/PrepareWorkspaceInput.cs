using System.Text.Json.Serialization;

namespace Slipway.Functions.Activities;

/// <summary>Which workflow, on which repository, from which branch.</summary>
public sealed record PrepareWorkspaceInput(string WorkflowId, string Repository, string? BaseBranch, bool Anew = false, int Stops = 0)
{
    /// <summary>The pull request whose branch it works on. Unset: a branch of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PullRequest { get; init; }
}
