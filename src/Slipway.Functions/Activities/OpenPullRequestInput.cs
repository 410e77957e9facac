using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>For which worktree, and what it is about.</summary>
public sealed record OpenPullRequestInput(Workspace Workspace, string Requirement, ArtifactReference? Plan, string Agent, int Stops = 0);
