using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Whose pull request.</summary>
/// <param name="Workspace">The worktree of its branch.</param>
/// <param name="Stops">How often the workflow had its work stopped before.</param>
public sealed record CheckPullRequestInput(Workspace Workspace, int Stops);
