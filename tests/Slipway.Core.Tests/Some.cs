using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests;

/// <summary>Valid things, for what does not matter to a test.</summary>
internal static class Some
{
    public const string Id = "wf-0123456789abcdef0123";

    public static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static readonly string Sha = new('a', 40);

    public static WorkflowRequest Request() => new()
    {
        Requirement = "Add a greeting.",
        Repository = Path.Combine(Path.GetTempPath(), "repository"),
        Agent = new AgentSelector("claude-code"),
    };

    public static WorkflowContext Context() => WorkflowContext.For(Id, Request());

    public static WorkflowContext FullContext() => Context() with
    {
        Workspace = Workspace(),
        Plan = Artifact("plan.md"),
        Branch = new BranchState(Sha, [new CommitInfo(Sha, "Add a greeting")], new DiffStat(1, 2, 3), Committed: true),
        PullRequest = PullRequest(),
        Gates = [Report("tests", passed: false)],
        Feedback = "Gate 'tests': exit code 1.",
        FeedbackRound = 1,
        SkippedSteps = [LifecycleStep.Plan],
        Failure = Failure(),
    };

    public static Workspace Workspace(string id = Id) =>
        new(id, new RepositoryInfo("/r", "main", Sha, "origin"), "slipway/" + id, "/w/" + id);

    public static PullRequest PullRequest() =>
        new(1, "/r/pull/1", "Add a greeting", "open", "slipway/" + Id, "main", Sha, null);

    public static ArtifactReference Artifact(string name = "log.txt") => new(name, new string('b', 64), 12, "text/plain");

    public static WorkflowFailure Failure(string message = "It failed.") =>
        new(WorkflowState.Validating, LifecycleStep.Gates, ErrorCodes.GatesFailed, ErrorCategory.ValidationFailed, message);

    public static GateReport Report(string name, bool passed = true, int round = 1) =>
        new(name, passed, passed ? 0 : 1, "Done.", 5, round, Artifact());

    public static GateResult Result(string name, bool passed, string output = "", string message = "Exit code 1.") =>
        new(name, passed, passed ? 0 : 1, message, 5, output, Artifact());

    public static WorkflowSnapshot Snapshot() => new()
    {
        State = WorkflowState.Validating,
        Status = ExecutionStatus.Running,
        StateEnteredAt = Time,
    };
}
