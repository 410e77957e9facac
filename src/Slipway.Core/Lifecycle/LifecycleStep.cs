namespace Slipway.Core.Lifecycle;

/// <summary>The names of the lifecycle's steps, as they appear in events and status.</summary>
public static class LifecycleStep
{
    /// <summary>Waits for a place among the workflows that run.</summary>
    public const string Admission = "admission";

    /// <summary>Checks the repository and makes the worktree.</summary>
    public const string Prepare = "prepare";

    /// <summary>An agent writes the plan.</summary>
    public const string Plan = "plan";

    /// <summary>Somebody approves the plan.</summary>
    public const string ApprovePlan = "approve-plan";

    /// <summary>An agent changes the code.</summary>
    public const string Code = "code";

    /// <summary>The engine opens the pull request.</summary>
    public const string OpenPullRequest = "open-pull-request";

    /// <summary>The quality gates run.</summary>
    public const string Gates = "gates";

    /// <summary>Somebody approves the merge.</summary>
    public const string ApproveMerge = "approve-merge";

    /// <summary>The engine merges the pull request.</summary>
    public const string Merge = "merge";

    /// <summary>One gate's step.</summary>
    public static string Gate(string name) => "gate:" + name;
}
