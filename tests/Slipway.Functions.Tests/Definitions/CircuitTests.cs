using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Definitions;

public sealed class CircuitTests
{
    private const string Alone = """
        id: alone
        steps:
          - { id: work, uses: test.agent, retry: { maxAttempts: 8, baseDelay: 1s, backoff: constant, jitter: 0 } }
        """;

    private static readonly Dictionary<string, PluginFacts> Plugins = new(StringComparer.Ordinal)
    {
        ["test.agent"] = new PluginFacts(NeedsWorkspace: false, UsesAgent: true, DefaultTimeout: TimeSpan.FromMinutes(30)),
    };

    [Fact]
    public async Task An_agent_that_failed_five_times_in_a_row_is_left_alone_for_a_while_and_that_is_no_attempt()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Attempt <= 5 ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");
        await scene.BeginAsync(Alone, plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(30));

        var waiting = Assert.Single((await scene.StandingAsync()).Current);
        Assert.Equal(5, scene.Attempts.Count);
        var result = await scene.EndAsync();

        Assert.Equal(StepState.WaitingRetry, waiting.State);
        Assert.Contains("Agent not available: first. It has failed 5 times in a row", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal([1, 2, 3, 4, 5, 6], scene.Attempts.Select(attempt => attempt.Attempt));
    }

    [Fact]
    public async Task With_a_fallback_agent_nobody_waits_for_one_that_is_left_alone()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Agent!.Name == "first" ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");

        await scene.BeginAsync(
            Alone + "\nerrorHandling: { strategy: retry_with_fallback, fallbackAgents: [second] }\n", plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
        Assert.Equal(["first", "first", "first", "first", "first", "second"], scene.Attempts.Select(attempt => attempt.Agent!.Name));
    }

    [Fact]
    public async Task An_agent_that_stays_closed_is_waited_for_only_so_often()
    {
        await using var scene = await RunScene.StartAsync(replayEveryTurn: false);
        scene.Plugin = _ => RunScene.Failure(ErrorCategory.Transient);
        await scene.BeginAsync(
            Alone.Replace("maxAttempts: 8", "maxAttempts: 20", StringComparison.Ordinal), plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(30));
        for (var probe = 0; probe < 200; probe++)
        {
            // Others try the agent in vain whenever it is let try.
            await scene.Fixture.Client.Entities.SignalEntityAsync(
                AgentCircuit.IdOf(new AgentSelector("first")), nameof(AgentCircuit.Report), input: false);
            await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(30));
        }

        var parked = await scene.SnapshotAsync();
        Assert.Equal(ExecutionStatus.Failed, parked.Status);
    }

    [Fact]
    public async Task What_is_not_about_the_agents_health_does_not_count()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Attempt <= 6
            ? StepOutcome.Failed(ErrorCodes.AgentChangedNothing, ErrorCategory.AgentFailed, "It changed nothing.")
            : StepOutcome.Success("Done.");

        await scene.BeginAsync(Alone, plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
    }

    [Fact]
    public async Task A_group_is_never_left_alone_as_a_whole_for_its_members_have_breakers_of_their_own()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Attempt <= 6 ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");

        await scene.BeginAsync(Alone.Replace("uses:", "agent: both, uses:", StringComparison.Ordinal), plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
    }

    [Fact]
    public async Task A_group_whose_members_are_all_left_alone_is_waited_for_without_an_attempt()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => scene.Attempts.Count <= 3 ? AllLeftAlone() : StepOutcome.Success("Done.");

        await scene.BeginAsync(Alone.Replace("maxAttempts: 8", "maxAttempts: 1", StringComparison.Ordinal), plugins: Plugins);
        var waiting = Assert.Single((await scene.StandingAsync()).Current);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(31));

        Assert.Equal((StepState.WaitingRetry, "None of its members is."), (waiting.State, waiting.WaitingFor));
        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
        Assert.Equal([1, 1, 1, 1], scene.Attempts.Select(attempt => attempt.Attempt));
    }

    [Fact]
    public async Task A_group_whose_members_are_all_left_alone_gives_way_to_a_fallback_agent()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Agent!.Name == "first" ? AllLeftAlone() : StepOutcome.Success("Done.");

        await scene.BeginAsync(
            Alone + "\nerrorHandling: { strategy: retry_with_fallback, fallbackAgents: [second] }\n", plugins: Plugins);
        await scene.EndAsync();

        Assert.Equal(["first", "second"], scene.Attempts.Select(attempt => attempt.Agent!.Name));
    }

    [Fact]
    public async Task A_platform_that_is_away_opens_no_agents_breaker_and_another_agent_is_no_help()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => StepOutcome.Failed(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient, "GitHub did not answer.");

        await scene.BeginAsync(
            Alone + "\nerrorHandling: { strategy: retry_with_fallback, fallbackAgents: [second] }\n", plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(0, await FailuresAsync(scene));
        Assert.All(scene.Attempts, attempt => Assert.Equal("first", attempt.Agent!.Name));
    }

    [Fact]
    public async Task A_budget_that_is_used_up_is_no_failure_of_the_agent()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => RunScene.Failure(ErrorCategory.AgentFailed) with { Usage = new AgentUsage(0, 100, 0) };

        await scene.BeginAsync(Alone, plugins: Plugins, budget: new WorkflowBudget(Tokens: 100));
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        var parked = await scene.StandingAsync();

        Assert.Equal(ErrorCodes.BudgetUsedUp, parked.Failure!.Code);
        Assert.Equal(1, await FailuresAsync(scene));
    }

    [Fact]
    public async Task Without_a_worktree_no_agent_has_failed()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Fixture.Activities[nameof(PrepareWorkspace)] = _ => Some.Failed(ErrorCategory.Transient, message: "The disk is full.");
        await scene.BeginAsync(RunScene.Definition(Alone), plugins: Plugins, repository: "/repos/shop");

        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("The disk is full.", (await scene.StandingAsync()).Failure!.Message);
        Assert.Equal(0, await FailuresAsync(scene));
    }

    [Theory]
    [InlineData("team/x")]
    [InlineData("what?#\\")]
    [InlineData("very-long")]
    public void A_name_that_is_no_fit_for_a_key_has_one_that_is(string name)
    {
        var key = AgentCircuit.IdOf(new AgentSelector(name == "very-long" ? new string('a', 500) : name)).Key;

        Assert.Matches("^[a-z0-9-]{1,100}$", key);
    }

    [Fact]
    public async Task A_pause_holds_a_step_that_waits_for_its_agent()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Attempt <= 5 ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");
        await scene.BeginAsync(Alone, plugins: Plugins);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(30));

        await scene.SendAsync(Core.Events.SignalKind.Pause);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(5, scene.Attempts.Count);
        await scene.SendAsync(Core.Events.SignalKind.Resume);
        var result = await scene.EndAsync();

        Assert.Equal((ExecutionStatus.Completed, 6), (result.Snapshot.Status, scene.Attempts.Count));
    }

    private static StepOutcome AllLeftAlone() =>
        StepOutcome.Failed(ErrorCodes.AgentNotAvailable, ErrorCategory.Transient, "None of its members is.") with
        {
            RetryAfter = TimeSpan.FromMinutes(10),
        };

    private static async Task<int> FailuresAsync(RunScene scene) =>
        (await scene.Fixture.Client.Entities.GetEntityAsync<Circuit>(AgentCircuit.IdOf(new AgentSelector("first"))))?.State.Failures ?? 0;
}
