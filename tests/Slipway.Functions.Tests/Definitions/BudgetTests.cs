using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Definitions;

public sealed class BudgetTests
{
    private static readonly Dictionary<string, PluginFacts> Plugins = new(StringComparer.Ordinal)
    {
        ["agent.run"] = new PluginFacts(NeedsWorkspace: false, UsesAgent: true, TimeSpan.FromMinutes(30)),
    };

    private static readonly string[] AtOnce = ["a", "b", "c"];

    [Fact]
    public async Task Agents_get_what_is_left_and_none_runs_when_nothing_is()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = Spend;

        await scene.BeginAsync(
            "{ id: one, steps: [{ id: a, uses: agent.run }, { id: b, uses: agent.run, dependsOn: a }, "
                + "{ id: c, uses: agent.run, dependsOn: b }] }",
            plugins: Plugins, budget: new WorkflowBudget(Tokens: 150));
        var parked = await scene.StandingAsync();

        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.BudgetUsedUp), (parked.Status, parked.Failure?.Code));
        Assert.Equal([150L, 50], scene.Attempts.Select(attempt => attempt.Budget!.Tokens!.Value));
        Assert.Equal(200, parked.Spent!.Tokens);

        var ended = await scene.SendAsync(SignalKind.RetryStep, "c");

        Assert.Equal(ExecutionStatus.Completed, ended.Status);
        Assert.Equal(300, ended.Spent!.Tokens);
    }

    [Fact]
    public async Task Children_get_what_is_left_and_what_they_spend_counts()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = Spend;

        await scene.BeginAsync(
            "{ id: one, steps: [{ id: each, type: foreach, config: { items: [1, 2], maxConcurrent: 1 }, "
                + "steps: [{ id: a, uses: agent.run }] }] }",
            plugins: Plugins, budget: new WorkflowBudget(Tokens: 1_000));
        var ended = await scene.EndAsync();

        Assert.Equal(200, ended.Snapshot.Spent!.Tokens);
        Assert.Equal([1_000L, 900], scene.Attempts.Select(attempt => attempt.Budget!.Tokens!.Value));
    }

    [Fact]
    public async Task What_runs_at_once_shares_the_budget_and_what_is_left_comes_back()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = Spend;
        Array.ForEach(AtOnce, scene.Hold);
        await scene.BeginAsync(
            "{ id: wide, steps: [{ id: a, uses: agent.run }, { id: b, uses: agent.run }, { id: c, uses: agent.run }, "
                + "{ id: last, uses: agent.run, dependsOn: [a, b, c] }] }",
            plugins: Plugins, budget: new WorkflowBudget(CostUsd: 9, Tokens: 900, Minutes: 30));
        await Task.WhenAll(AtOnce.Select(scene.BegunAsync));
        Array.ForEach(AtOnce, scene.LetGo);
        var ended = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, ended.Snapshot.Status);
        Assert.Equal([300L, 300, 300, 600], scene.Attempts.Select(attempt => attempt.Budget!.Tokens!.Value));
        Assert.Equal([3m, 3, 3, 9], scene.Attempts.Select(attempt => attempt.Budget!.CostUsd!.Value));
        Assert.Equal([10d, 10, 10, 30], scene.Attempts.Select(attempt => attempt.Budget!.Time!.Value.TotalMinutes));
    }

    [Fact]
    public async Task No_more_steps_share_it_than_may_run_at_once()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = Spend;

        await scene.BeginAsync(
            "{ id: narrow, maxConcurrentSteps: 1, steps: [{ id: a, uses: agent.run }, { id: b, uses: agent.run }] }",
            plugins: Plugins, budget: new WorkflowBudget(Tokens: 900));
        await scene.EndAsync();

        Assert.Equal([900L, 800], scene.Attempts.Select(attempt => attempt.Budget!.Tokens!.Value));
    }

    [Fact]
    public async Task Children_that_take_all_they_may_cannot_pass_the_budget_together()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => StepOutcome.Success("Done.") with { Usage = new AgentUsage(0, input.Budget!.Tokens!.Value, 0) };

        await scene.BeginAsync(
            "{ id: greedy, steps: [{ id: each, type: foreach, config: { items: [1, 2, 3, 4], maxConcurrent: 4 }, "
                + "steps: [{ id: a, uses: agent.run }] }, { id: beside, uses: agent.run }] }",
            plugins: Plugins, budget: new WorkflowBudget(Tokens: 1_000));
        var ended = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, ended.Snapshot.Status);
        Assert.Equal(5, scene.Attempts.Count);
        Assert.InRange(ended.Snapshot.Spent!.Tokens, 900, 1_000);
    }

    private static StepOutcome Spend(RunStepInput input) =>
        StepOutcome.Success("Done.", input.Config) with { Usage = new AgentUsage(0, 100, 0) };
}
