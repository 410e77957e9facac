using System.Text.Json.Serialization;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>For which worktree, and what it is about.</summary>
public sealed record OpenPullRequestInput(Workspace Workspace, string Requirement, ArtifactReference? Plan, string Agent, int Stops = 0)
{
    /// <summary>Labels and the like that the request names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PullRequestSettings? Settings { get; init; }
}
