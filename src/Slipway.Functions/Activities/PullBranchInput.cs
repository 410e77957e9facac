using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Whose branch.</summary>
/// <param name="Workspace">Its worktree.</param>
/// <param name="KnownSha">The commit that the workflow knows it to be at.</param>
/// <param name="Stops">How often the workflow had its work stopped before.</param>
public sealed record PullBranchInput(Workspace Workspace, string KnownSha, int Stops);
