using System.Text.Json.Serialization;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Which gate, in which worktree, on which commit.</summary>
public sealed record RunGateInput(Workspace Workspace, GateSpec Gate, string? HeadSha, int Stops = 0)
{
    /// <summary>What the change is for, for gates that judge it by that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Requirement { get; init; }
}
