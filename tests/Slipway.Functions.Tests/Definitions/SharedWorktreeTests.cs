using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Activities;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Steps in one worktree: those that change all of it, one at a time.</summary>
public sealed class SharedWorktreeTests
{
    private static readonly Dictionary<string, PluginFacts> Plugins = new(StringComparer.Ordinal)
    {
        ["test.agent"] = new(NeedsWorkspace: true, UsesAgent: false, TimeSpan.FromMinutes(5)) { WorkspaceUse = WorkspaceUse.Exclusive },
        ["test.gate"] = new(NeedsWorkspace: true, UsesAgent: false, TimeSpan.FromMinutes(5)),
        ["test.http"] = new(NeedsWorkspace: false, UsesAgent: false, TimeSpan.FromMinutes(5)),
    };

    [Theory]
    [InlineData("steps: [{ id: a, uses: test.agent }, { id: b, uses: test.agent }, { id: c, uses: test.gate }]")]
    [InlineData("steps: [{ id: g, type: parallel, steps: [{ id: a, uses: test.agent }, { id: b, uses: test.agent }] }]")]
    [InlineData("steps: [{ id: each, type: foreach, config: { items: [1, 2, 3] }, steps: [{ id: a, uses: test.agent }] }]")]
    public async Task What_changes_the_worktree_runs_beside_nothing_that_works_there(string steps)
    {
        await using var scene = await SceneAsync();

        await scene.BeginAsync(RunScene.Definition($"id: shared\n{steps}"), plugins: Plugins, repository: "/repos/shop");
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(1, scene.MostAtOnce);
        Assert.NotNull(DefinitionRunView.RequestOf((await scene.Fixture.Client.GetInstanceAsync(scene.Id, getInputsAndOutputs: true))!));
    }

    [Theory]
    [InlineData("steps: [{ id: s, type: subflow, uses: child }, { id: t, uses: subflow, config: { definition: child } }]")]
    [InlineData("""
        steps:
          - id: each
            type: foreach
            config: { items: [1, 2], maxConcurrent: 2 }
            steps:
              - { id: w, type: wait, config: { event: go } }
              - { id: g, type: parallel, dependsOn: [w], steps: [{ id: a, uses: test.agent }] }
        """)]
    public async Task Children_that_may_change_the_worktree_run_one_after_the_other(string steps)
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync(RunScene.Definition($"id: shared\n{steps}"), plugins: Plugins, repository: "/repos/shop");

        await scene.StandingAsync();
        Assert.Single(scene.Children);
        await scene.HappenAsync("go", scene.Children[0]);
        Assert.Equal(2, scene.Children.Count);
        await scene.HappenAsync("go", scene.Children[1]);

        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
    }

    [Fact]
    public async Task Agents_that_never_run_at_once_do_not_share_the_budget()
    {
        await using var scene = await SceneAsync();
        scene.Plugin = _ => StepOutcome.Success("Done.") with { Usage = new AgentUsage(0, 100, 0) };
        var agent = Plugins["test.agent"] with { UsesAgent = true };

        await scene.BeginAsync(
            RunScene.Definition("id: two\nsteps: [{ id: a, uses: test.agent }, { id: b, uses: test.agent }]"),
            plugins: new Dictionary<string, PluginFacts>(StringComparer.Ordinal) { ["test.agent"] = agent },
            budget: new WorkflowBudget(Tokens: 1_000), repository: "/repos/shop");
        await scene.EndAsync();

        Assert.Equal([1_000L, 900], scene.Attempts.Select(attempt => attempt.Budget!.Tokens!.Value));
    }

    [Fact]
    public async Task What_does_not_work_there_does_not_wait_for_it()
    {
        await using var scene = await SceneAsync();
        scene.Hold("agent");
        await scene.BeginAsync(
            RunScene.Definition("""
                id: beside
                steps:
                  - { id: agent, uses: test.agent }
                  - { id: gate, uses: test.gate }
                  - { id: call, uses: test.http }
                """),
            plugins: Plugins, repository: "/repos/shop");
        await scene.BegunAsync("agent");

        await scene.BegunAsync("call");
        Assert.DoesNotContain(scene.Attempts, attempt => attempt.Step == "gate");
        scene.LetGo("agent");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Theory]
    [InlineData("steps: [{ id: a, uses: test.gate }, { id: b, uses: test.gate }]")]
    [InlineData("steps: [{ id: each, type: foreach, config: { items: [1, 2], workspace: own }, steps: [{ id: a, uses: test.agent }] }]")]
    public async Task Those_that_only_read_and_those_with_a_worktree_of_their_own_run_at_once(string steps)
    {
        await using var scene = await SceneAsync();
        using var both = new CountdownEvent(2);
        scene.Plugin = input =>
        {
            both.Signal();
            Assert.True(both.Wait(TimeSpan.FromMinutes(5)));
            return StepOutcome.Success("Done.", input.Config);
        };

        await scene.BeginAsync(RunScene.Definition($"id: shared\n{steps}"), plugins: Plugins, repository: "/repos/shop");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Fact]
    public async Task What_is_run_by_hand_is_refused_beside_what_it_would_disturb_and_runs_once_that_has_ended()
    {
        await using var scene = await SceneAsync();
        scene.Hold("a");
        await scene.BeginAsync(
            RunScene.Definition("id: two\nsteps: [{ id: a, uses: test.agent }, { id: b, uses: test.agent }]"),
            plugins: Plugins, repository: "/repos/shop");
        await scene.BegunAsync("a");
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "bob" });
        await scene.UntilAsync(EventType.WorkflowPaused);
        var byHand = new WorkflowSignal { Kind = SignalKind.RunStep, Step = "b", Actor = "bob" };

        var refused = await Assert.ThrowsAsync<SlipwayException>(
            () => new WorkflowControl().SendAsync(scene.Fixture.Client, scene.Id, byHand, RequestAccess.Open, CancellationToken.None));
        await scene.RaiseAsync(byHand);
        await scene.UntilAsync(EventType.ActionRefused);
        scene.LetGo("a");
        await scene.StandingAsync();
        await scene.SendAsync(byHand);

        Assert.Contains("'a' works in the worktree", refused.Message, StringComparison.Ordinal);
        var reason = scene.Last(EventType.ActionRefused).GetProperty("reason").GetString();
        Assert.Contains("'a' works in the worktree", reason, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Equal((1, 2), (scene.MostAtOnce, scene.Attempts.Count));
    }

    [Fact]
    public async Task What_is_run_by_hand_is_disturbed_by_nothing_that_goes_on_meanwhile()
    {
        await using var scene = await SceneAsync();
        var broken = true;
        scene.Plugin = input => input.Step == "a" && broken
            ? StepOutcome.Failed(ErrorCodes.StepFailed, ErrorCategory.ValidationFailed, "It failed.")
            : StepOutcome.Success("Done.");
        await scene.BeginAsync(
            RunScene.Definition("id: two\nsteps: [{ id: a, uses: test.agent }, { id: b, uses: test.agent, dependsOn: [a] }]"),
            plugins: Plugins, repository: "/repos/shop");
        await scene.StandingAsync();
        scene.Hold("b");

        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.RunStep, Step = "b", Actor = "bob" });
        await scene.BegunAsync("b");
        broken = false;
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Decide, Actor = "bob" });
        await scene.UntilAsync(EventType.StepRetry);
        scene.LetGo("b");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Equal((1, 3), (scene.MostAtOnce, scene.Attempts.Count));
    }

    [Fact]
    public async Task What_runs_in_place_of_a_step_waits_for_those_that_it_would_disturb()
    {
        await using var scene = await SceneAsync();
        scene.Plugin = input => input.Step == "gate"
            ? StepOutcome.Failed(ErrorCodes.StepFailed, ErrorCategory.ValidationFailed, "It failed.")
            : StepOutcome.Success("Done.");
        scene.Hold("lint");
        await scene.BeginAsync(
            RunScene.Definition("""
                id: beside
                steps:
                  - { id: lint, uses: test.gate }
                  - { id: gate, uses: test.gate, onFailure: fix }
                  - { id: fix, uses: test.agent }
                  - { id: after, uses: test.gate, dependsOn: [gate] }
                """),
            plugins: Plugins, repository: "/repos/shop");

        await scene.UntilAsync(EventType.StepFailed);
        scene.LetGo("lint");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        string[] order =
        [
            .. scene.Events().Where(happened => happened.Type is EventType.StepStarted or EventType.StepCompleted)
                .Select(happened => $"{happened.Type} {happened.Data.GetProperty("step").GetString()}"),
        ];
        Assert.True(
            Array.IndexOf(order, $"{EventType.StepCompleted} lint") < Array.IndexOf(order, $"{EventType.StepStarted} fix"),
            string.Join(", ", order));
    }

    private static async Task<RunScene> SceneAsync()
    {
        var scene = await RunScene.StartAsync();
        scene.Fixture.Activities[nameof(PrepareWorkspace)] = _ => Some.Ok(Some.Workspace());
        scene.Resolve("id: child\nsteps: [{ id: w, type: wait, config: { event: go } }]");
        return scene;
    }
}
