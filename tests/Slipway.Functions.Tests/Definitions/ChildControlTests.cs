using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Children of a workflow that is paused, held, cancelled, or goes on without them.</summary>
public sealed class ChildControlTests
{
    private const string Each = """
        id: each
        errorHandling: { strategy: fail_fast }
        steps:
          - id: each
            type: foreach
            config: { items: [1, 2, 3], maxConcurrent: 1 }
            steps: [{ id: w, type: wait, config: { event: go } }]
          - { id: gate, type: wait, config: { event: fail } }
          - { id: bad, uses: test.echo, dependsOn: [gate] }
        """;

    private const string Undoing = """
        id: child
        errorHandling: { compensateWith: { made: undo } }
        steps:
          - { id: made, uses: test.echo }
          - { id: w, type: wait, dependsOn: [made], config: { event: go } }
          - { id: undo, type: wait, config: { event: undone } }
        """;

    [Fact]
    public async Task A_paused_workflow_between_two_items_can_be_cancelled()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(Each.Replace("maxConcurrent: 1", "maxConcurrent: 2", StringComparison.Ordinal));
        await scene.StandingAsync();
        await scene.SendAsync(SignalKind.Pause);
        await scene.HappenAsync("go", scene.Children[0]);

        await scene.SendAsync(SignalKind.Cancel);

        Assert.Equal(ExecutionStatus.Aborted, (await scene.StandingAsync()).Status);
        Assert.Equal(2, scene.Children.Count);
    }

    [Fact]
    public async Task No_item_begins_while_the_workflow_waits_for_a_decision()
    {
        await using var scene = await RunScene.StartAsync();
        var broken = true;
        scene.Plugin = _ => broken ? RunScene.Failure() : StepOutcome.Success("Done.");
        await scene.BeginAsync(Each);
        await scene.StandingAsync();
        await scene.HappenAsync("fail");
        await scene.HappenAsync("go", scene.Children[0]);
        Assert.Equal((ExecutionStatus.Failed, 1), ((await scene.StandingAsync()).Status, scene.Children.Count));

        broken = false;
        await scene.SendAsync(SignalKind.Decide);
        await scene.HappenAsync("go", scene.Children[1]);
        await scene.HappenAsync("go", scene.Children[2]);

        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
        Assert.Equal(3, scene.Children.Count);
    }

    [Fact]
    public async Task A_decision_does_not_wake_the_children_of_a_paused_workflow()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Resolve(
            "id: child\nsteps:\n  - { id: first, uses: test.echo }\n  - { id: w, type: wait, dependsOn: first, config: { event: go } }");
        var broken = true;
        scene.Plugin = input => broken && input.Step == "bad" ? RunScene.Failure() : StepOutcome.Success("Done.");
        scene.Hold("bad");
        await scene.BeginAsync("""
            id: parent
            errorHandling: { strategy: fail_fast }
            steps:
              - { id: sub, type: subflow, uses: child }
              - { id: bad, uses: test.echo }
            """);
        await Task.WhenAll(scene.BegunAsync("bad"), scene.BegunAsync("first"));
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "bob" });
        scene.LetGo("bad");
        await scene.StandingAsync();

        broken = false;
        await scene.SendAsync(SignalKind.RetryStep, "bad");
        Assert.Equal(ExecutionStatus.Paused, (await scene.SnapshotAsync(scene.Children[0])).Status);

        await scene.SendAsync(SignalKind.Resume);
        await scene.HappenAsync("go", scene.Children[0]);
        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
    }

    [Fact]
    public async Task A_subflow_that_is_being_looked_up_begins_after_the_pause()
    {
        await using var scene = await RunScene.StartAsync();
        var (begun, found) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Fixture.Activities.Set(nameof(ResolveDefinition), async call =>
        {
            begun.SetResult();
            await found.Task;
            return StepResult.Succeeded(new ResolvedDefinition(
                RunScene.Definition("id: child\nsteps: [{ id: a, uses: test.echo }]"), call.Input<ResolveDefinitionInput>()!.Inputs,
                new Dictionary<string, PluginFacts>(StringComparer.Ordinal)));
        });
        await scene.BeginAsync("id: parent\nsteps: [{ id: sub, type: subflow, uses: child }]");
        await begun.Task;

        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "bob" });
        found.SetResult();
        var paused = await scene.StandingAsync();

        Assert.Equal((ExecutionStatus.Paused, 0), (paused.Status, scene.Children.Count));
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Resume)).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_several_children_that_wait_for_a_decision_the_others_are_seen_when_one_is_decided(int first)
    {
        await using var scene = await RunScene.StartAsync();
        var broken = true;
        scene.Plugin = _ => broken ? RunScene.Failure() : StepOutcome.Success("Done.");
        await scene.BeginAsync(
            "id: each\nsteps: [{ id: each, type: foreach, config: { items: [1, 2] }, steps: [{ id: a, uses: test.echo }] }]");
        await scene.StandingAsync();

        broken = false;
        await scene.SendAsync(SignalKind.Decide, to: scene.Children[first]);
        var after = await scene.StandingAsync();

        Assert.Contains(
            $"A decision about workflow {scene.Children[1 - first]}", Assert.Single(after.Current).WaitingFor, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Decide)).Status);
    }

    [Fact]
    public async Task A_child_that_was_aborted_waits_for_no_decision_any_more()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => RunScene.Failure();
        await scene.BeginAsync("""
            id: each
            steps:
              - id: each
                type: foreach
                config: { items: [true, false] }
                steps: [{ id: a, uses: test.echo, when: item }, { id: w, type: wait, when: "!item", config: { event: go } }]
            """);
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.Cancel, to: scene.Children[0]);

        var after = await scene.StandingAsync();
        Assert.Equal($"Workflow {scene.Children[1]}.", Assert.Single(after.Current).WaitingFor);
    }

    [Fact]
    public async Task A_subflow_that_took_too_long_begins_again_only_once_the_first_has_undone_what_it_did()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Resolve(Undoing);
        await scene.BeginAsync("""
            id: parent
            steps:
              - { id: sub, type: subflow, uses: child, timeout: 1h, retry: { maxAttempts: 2, baseDelay: 1s, jitter: 0 } }
            """);
        await scene.StandingAsync();

        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1.5));
        Assert.Single(scene.Children);
        await scene.HappenAsync("undone", scene.Children[0]);

        Assert.Equal(2, scene.Children.Count);
        Assert.Equal(ExecutionStatus.Aborted, (await scene.SnapshotAsync(scene.Children[0])).Status);
        await scene.HappenAsync("go", scene.Children[1]);
        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
    }

    [Theory]
    [InlineData(SignalKind.SkipStep, "sub")]
    [InlineData(SignalKind.GoBack, "before")]
    public async Task What_follows_a_subflow_that_was_stopped_begins_once_that_has_ended(SignalKind action, string step)
    {
        await using var scene = await RunScene.StartAsync();
        scene.Resolve(Undoing);
        await scene.BeginAsync("""
            id: parent
            steps:
              - { id: before, uses: test.echo }
              - { id: sub, type: subflow, uses: child, dependsOn: [before] }
              - { id: after, uses: test.echo, dependsOn: [sub] }
            """);
        await scene.StandingAsync();
        var begun = scene.Attempts.Count;

        var after = await scene.SendAsync(action, step);
        Assert.Equal(begun, scene.Attempts.Count);
        Assert.Contains(scene.Children[0], after.WaitingFor, StringComparison.Ordinal);

        await scene.HappenAsync("undone", scene.Children[0]);
        Assert.True(scene.Attempts.Count > begun);
    }

    [Fact]
    public async Task Cancelled_twice_a_workflow_does_not_wait_for_what_a_stopped_child_still_undoes()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Resolve(Undoing);
        await scene.BeginAsync("id: parent\nsteps: [{ id: sub, type: subflow, uses: child }]");
        await scene.StandingAsync();
        await scene.SendAsync(SignalKind.SkipStep, "sub");

        Assert.Equal(ExecutionStatus.Running, (await scene.SendAsync(SignalKind.Cancel)).Status);
        await scene.SendAsync(SignalKind.Cancel);

        Assert.Equal(ExecutionStatus.Aborted, (await scene.StandingAsync()).Status);
        Assert.Equal(ExecutionStatus.Aborted, (await scene.SnapshotAsync(scene.Children[0])).Status);
    }
}
