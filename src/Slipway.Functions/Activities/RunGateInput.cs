using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Which gate, in which worktree, on which commit.</summary>
public sealed record RunGateInput(Workspace Workspace, GateSpec Gate, string? HeadSha, int Stops = 0);
