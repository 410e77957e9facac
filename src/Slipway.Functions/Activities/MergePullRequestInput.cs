using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Which worktree's pull request, and the commit that was validated.</summary>
public sealed record MergePullRequestInput(Workspace Workspace, string HeadSha, int Stops = 0);
