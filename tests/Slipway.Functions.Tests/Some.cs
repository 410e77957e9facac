using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Api;
using Slipway.Functions.Live;

namespace Slipway.Functions.Tests;

/// <summary>Values for what does not matter to a test.</summary>
internal static class Some
{
    public const string Id = "wf-0123456789abcdef0123";

    public static readonly DateTimeOffset Time = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static WorkflowRequest Request() => new()
    {
        Requirement = "Add a greeting.",
        Repository = "/repos/shop",
        Agent = new AgentSelector("first"),
        Gates = [new GateSpec("tests", "dotnet test")],
    };

    public static RepositoryInfo Repository() => new("/repos/shop", "main", "base000", null);

    public static Workspace Workspace() => new(Id, Repository(), $"slipway/{Id}", "/worktrees/" + Id);

    public static ArtifactReference Plan() => Artifact("plan.md");

    public static ArtifactReference Artifact(string name) => new(name, new string('a', 64), 42, "text/markdown");

    public static BranchState Branch(int number = 1) =>
        new($"commit{number}", [new CommitInfo($"commit{number}", "Add a greeting.")], new DiffStat(1, 2, 3), Committed: true);

    public static PullRequest PullRequest(string headSha = "commit1", string? mergeSha = null) => new(
        7, "https://example.test/pulls/7", "Add a greeting.", mergeSha is null ? "open" : "merged", $"slipway/{Id}", "main", headSha,
        mergeSha);

    public static GateResult Gate(string name = "tests", bool passed = true, string output = "") =>
        new(name, passed, passed ? 0 : 1, passed ? "Passed." : "Exit code 1.", 12, output, Artifact($"gate-{name}.log"));

    public static HubHealth Hub() => new(Mock.Of<HealthCheckService>(), TimeProvider.System, NullLogger<HubHealth>.Instance);

    public static DurableTaskClient Client() => new Mock<DurableTaskClient>("test").Object;

    public static StepResult<T> Ok<T>(T value, string? summary = "Done.")
        where T : class => new(value, Summary: summary);

    public static object Failed(
        ErrorCategory category = ErrorCategory.Transient, string code = Core.ErrorCodes.AgentFailed, string message = "It failed.") =>
        new StepResult<object>(null, new StepError(code, category, message));

    public static AgentOutcome Outcome(AgentOutcomeKind kind = AgentOutcomeKind.Succeeded, int? exitCode = 0, string text = "The plan.") =>
        new(kind, $"The agent says {kind}.", exitCode, TimeSpan.FromSeconds(1), text, Artifact("agent.log"));

    public static AgentSteps AgentSteps(IAgentCatalog catalog, IArtifactStore artifacts, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        return new AgentSteps(
            catalog, artifacts, new AgentFeeds(), new RemotePullRequests(new AgentFeeds(), Mock.Of<IGitPlatform>(), time), time);
    }

    public static AgentStepInput AgentStep(AgentMode mode = AgentMode.Code) => new(
        Workspace(), mode == AgentMode.Plan ? "plan" : "code", $"{Id}/code-1", 1, mode, new AgentSelector("first"), "Add a greeting.",
        mode == AgentMode.Plan ? null : Plan(), mode == AgentMode.Fix ? "Gate 'tests': Exit code 1." : null, null,
        TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));
}
