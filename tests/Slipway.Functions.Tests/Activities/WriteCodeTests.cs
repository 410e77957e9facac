using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;
using Slipway.Integrations.Tests;

namespace Slipway.Functions.Tests.Activities;

public sealed class WriteCodeTests
{
    private readonly Mock<IWorkspaces> _workspaces = new(MockBehavior.Strict);
    private readonly Mock<IAgent> _agent = new(MockBehavior.Strict);
    private readonly List<string> _calls = [];
    private BranchState _committed = Some.Branch();
    private BranchState? _found;
    private string _prompt = "";

    public WriteCodeTests()
    {
        _workspaces.Setup(workspaces => workspaces.ResetAsync(It.IsAny<Workspace>(), It.IsAny<CancellationToken>()))
            .Returns(Task.CompletedTask).Callback(() => _calls.Add("reset"));
        _workspaces
            .Setup(workspaces => workspaces.CommitAsync(
                It.IsAny<Workspace>(), It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback<Workspace, string, string, CancellationToken>((_, subject, marker, _) => _calls.Add($"commit '{subject}' {marker}"))
            .ReturnsAsync(() => _committed);
        _workspaces.Setup(
            workspaces => workspaces.FindCommitAsync(It.IsAny<Workspace>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback<Workspace, string, CancellationToken>((_, marker, _) => _calls.Add($"find {marker}"))
            .ReturnsAsync(() => _found);
    }

    [Fact]
    public async Task The_agent_works_on_a_clean_tree_and_what_it_left_is_committed()
    {
        AgentEnds(Some.Outcome());

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal(Some.Branch().HeadSha, result.Value!.HeadSha);
        Assert.Equal("1 file, +2 -3, commit commit1.", result.Summary);
        Assert.Equal(
            ["reset", $"find {Some.Id}/code-1", "agent", $"commit 'Add a greeting.' {Some.Id}/code-1"], _calls);
    }

    [Fact]
    public async Task The_branch_of_an_agent_that_opened_a_pull_request_elsewhere_is_taken_over_and_committed()
    {
        AgentEnds(Some.Outcome() with { PullRequest = new AgentPullRequest("https://github.test/pull/7", "T", "codegen/fix") });
        _workspaces
            .Setup(workspaces => workspaces.TakeAsync(It.IsAny<Workspace>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback<Workspace, string, CancellationToken>((_, branch, _) => _calls.Add($"take {branch}"))
            .Returns(Task.CompletedTask);

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal("1 file, +2 -3, commit commit1. From https://github.test/pull/7.", result.Summary);
        Assert.Equal(["agent", "take codegen/fix", $"commit 'Add a greeting.' {Some.Id}/code-1"], _calls[2..]);
    }

    [Fact]
    public async Task The_branch_that_an_agent_pushed_elsewhere_without_a_pull_request_is_taken_over_and_committed()
    {
        AgentEnds(Some.Outcome() with { Branch = "agent/fix" });
        _workspaces
            .Setup(workspaces => workspaces.TakeAsync(It.IsAny<Workspace>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback<Workspace, string, CancellationToken>((_, branch, _) => _calls.Add($"take {branch}"))
            .Returns(Task.CompletedTask);

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal("1 file, +2 -3, commit commit1. From the branch agent/fix.", result.Summary);
        Assert.Equal(["agent", "take agent/fix", $"commit 'Add a greeting.' {Some.Id}/code-1"], _calls[2..]);
    }

    [Fact]
    public async Task A_pull_request_of_nobody_knows_which_branch_is_a_failure()
    {
        AgentEnds(Some.Outcome() with { PullRequest = new AgentPullRequest("https://github.test/pull/7") });

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal((ErrorCodes.AgentFailed, ErrorCategory.AgentFailed), (result.Error!.Code, result.Error.Category));
        Assert.Contains("does not say from which branch", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_finds_the_first_ones_commit_and_does_not_run_the_agent_again()
    {
        _found = Some.Branch();

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal("commit1", result.Value!.HeadSha);
        Assert.DoesNotContain("agent", _calls);
    }

    [Theory]
    [InlineData(AgentOutcomeKind.Crashed, 3)]
    [InlineData(AgentOutcomeKind.NoChange, 0)]
    public async Task Whatever_an_agent_says_of_itself_it_has_succeeded_when_it_left_a_change(AgentOutcomeKind kind, int exitCode)
    {
        AgentEnds(Some.Outcome(kind, exitCode));

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal(("commit1", new string('a', 64)), (result.Value!.HeadSha, result.Log));
    }

    [Theory]
    [InlineData(AgentOutcomeKind.Succeeded)]
    [InlineData(AgentOutcomeKind.NoChange)]
    public async Task An_agent_that_changed_nothing_has_failed_even_if_it_claims_success(AgentOutcomeKind kind)
    {
        _committed = Nothing();
        AgentEnds(Some.Outcome(kind));

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal(ErrorCodes.AgentChangedNothing, result.Error!.Code);
        Assert.Equal(ErrorCategory.AgentFailed, result.Error.Category);
        Assert.Equal(new string('a', 64), result.Log);
    }

    [Fact]
    public async Task In_a_later_round_only_a_new_change_counts()
    {
        _committed = Some.Branch() with { Committed = false };
        AgentEnds(Some.Outcome());

        var result = await RunAsync(Some.AgentStep(AgentMode.Fix) with { HeadSha = "commit1" });

        Assert.Equal(ErrorCodes.AgentChangedNothing, result.Error!.Code);
    }

    [Fact]
    public async Task A_fix_is_named_one()
    {
        AgentEnds(Some.Outcome());

        await RunAsync(Some.AgentStep(AgentMode.Fix) with { Requirement = "Add\n a  greeting " + new string('g', 100) });

        Assert.StartsWith("commit 'Fix: Add a greeting ggg", _calls[^1], StringComparison.Ordinal);
        Assert.Equal(72, _calls[^1].Split('\'')[1].Length);
    }

    [Fact]
    public async Task At_a_conflict_the_base_is_merged_first_and_the_agent_is_told_the_files()
    {
        AgentEnds(Some.Outcome());
        _workspaces.Setup(workspaces => workspaces.MergeBaseAsync(It.IsAny<Workspace>(), It.IsAny<CancellationToken>()))
            .Callback(() => _calls.Add("merge")).ReturnsAsync(["shop.cs", "till.cs"]);
        _workspaces.Setup(workspaces => workspaces.FindConflictsAsync(It.IsAny<Workspace>(), It.IsAny<CancellationToken>()))
            .Callback(() => _calls.Add("look")).ReturnsAsync([]);

        var result = await RunAsync(Some.AgentStep(AgentMode.Merge) with { Feedback = "It conflicts." });

        Assert.Equal("commit1", result.Value!.HeadSha);
        Assert.Equal(
            ["reset", $"find {Some.Id}/code-1", "merge", "agent", "look", $"commit 'Fix: Add a greeting.' {Some.Id}/code-1"], _calls);
        Assert.Contains("Conflicts:\nIt conflicts.\nFiles in conflict: shop.cs, till.cs.", _prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markers_that_the_agent_left_are_its_failure()
    {
        AgentEnds(Some.Outcome());
        _workspaces.Setup(workspaces => workspaces.MergeBaseAsync(It.IsAny<Workspace>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(["shop.cs"]);
        _workspaces.Setup(workspaces => workspaces.FindConflictsAsync(It.IsAny<Workspace>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(["shop.cs"]);

        var result = await RunAsync(Some.AgentStep(AgentMode.Merge));

        Assert.Equal((ErrorCodes.AgentFailed, ErrorCategory.AgentFailed), (result.Error!.Code, result.Error.Category));
        Assert.Contains("shop.cs", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal("agent", _calls[^1]);
    }

    [Theory]
    [InlineData(AgentOutcomeKind.TimedOut, ErrorCodes.AgentFailed, ErrorCategory.Timeout)]
    [InlineData(AgentOutcomeKind.Cancelled, ErrorCodes.Cancelled, ErrorCategory.Cancelled)]
    [InlineData(AgentOutcomeKind.RateLimited, ErrorCodes.AgentFailed, ErrorCategory.RateLimited)]
    [InlineData(AgentOutcomeKind.ApiError, ErrorCodes.AgentFailed, ErrorCategory.Transient)]
    [InlineData(AgentOutcomeKind.Denied, ErrorCodes.AgentFailed, ErrorCategory.Permission)]
    [InlineData(AgentOutcomeKind.Auth, ErrorCodes.AgentFailed, ErrorCategory.Permission)]
    [InlineData(AgentOutcomeKind.Budget, ErrorCodes.BudgetUsedUp, ErrorCategory.Configuration)]
    [InlineData(AgentOutcomeKind.MaxTurns, ErrorCodes.AgentFailed, ErrorCategory.AgentFailed)]
    [InlineData(AgentOutcomeKind.Protocol, ErrorCodes.AgentFailed, ErrorCategory.AgentFailed)]
    public async Task Half_done_work_is_not_committed_as_if_it_were_done(AgentOutcomeKind kind, string code, ErrorCategory category)
    {
        AgentEnds(Some.Outcome(kind));

        var result = await RunAsync(Some.AgentStep());

        Assert.Equal((code, category), (result.Error!.Code, result.Error.Category));
        Assert.Equal("agent", _calls[^1]);
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_is_asked_again_when_it_says()
    {
        var time = new SkippingTime();
        AgentEnds(Some.Outcome(AgentOutcomeKind.RateLimited) with { RetryAfter = TimeSpan.FromHours(1) });

        var result = await RunAsync(Some.AgentStep(), time);

        Assert.Equal(time.GetUtcNow().AddHours(1), result.Error!.RetryAt);
    }

    [Fact]
    public async Task An_agent_that_could_not_be_started_commits_nothing()
    {
        AgentEnds(Some.Outcome(AgentOutcomeKind.Crashed, exitCode: null));

        Assert.Equal(ErrorCodes.AgentFailed, (await RunAsync(Some.AgentStep())).Error!.Code);
        Assert.Equal("agent", _calls[^1]);
    }

    private static BranchState Nothing() => new("base000", [], new DiffStat(0, 0, 0), Committed: false);

    private void AgentEnds(AgentOutcome outcome) => _agent
        .Setup(agent => agent.RunAsync(It.IsAny<AgentTask>(), It.IsAny<CancellationToken>()))
        .Callback<AgentTask, CancellationToken>((task, _) =>
        {
            _calls.Add("agent");
            _prompt = task.Prompt;
        })
        .ReturnsAsync(outcome);

    private Task<StepResult<BranchState>> RunAsync(AgentStepInput input, TimeProvider? time = null)
    {
        var catalog = Mock.Of<IAgentCatalog>(agents => agents.Find(input.Agent) == _agent.Object);
        var steps = Some.AgentSteps(catalog, Mock.Of<IArtifactStore>(), time);
        return new WriteCode(steps, _workspaces.Object, new RunningWork(), new DurableUsage(), new AgentFeeds())
            .RunAsync(input, Some.Client(), CancellationToken.None);
    }
}
