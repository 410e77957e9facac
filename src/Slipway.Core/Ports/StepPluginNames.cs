namespace Slipway.Core.Ports;

/// <summary>The names of the plugins whose outputs say where a workflow's branch is.</summary>
public static class StepPluginNames
{
    /// <summary>An agent changes the worktree.</summary>
    public const string AgentRun = "agent.run";

    /// <summary>The worktree's changes are committed.</summary>
    public const string GitCommit = "git.commit";

    /// <summary>The branch's pull request is opened, or updated.</summary>
    public const string GitOpenPullRequest = "git.open_pull_request";
}
