using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

public sealed class OperatorTests
{
    private const string Chain = """
        id: chain
        steps:
          - { id: a, uses: test.echo, config: { n: 1 } }
          - { id: b, uses: test.echo, dependsOn: [a], config: { n: 2 } }
          - { id: c, uses: set, dependsOn: [b], config: { n: "${{ steps.b.outputs.n }}" } }
        outputs: { n: steps.c.outputs.n }
        """;

    [Fact]
    public async Task A_pause_lets_the_running_step_end_and_begins_nothing_until_it_is_over()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("a");
        await scene.BeginAsync(Chain);
        await scene.BegunAsync("a");

        await scene.Fixture.Client.RaiseEventAsync(
            scene.Id, WorkflowSignal.EventName, new WorkflowSignal { Kind = SignalKind.Pause, Actor = "bob", Reason = "lunch" });
        scene.LetGo("a");
        var paused = await scene.StandingAsync();
        await scene.SendAsync(SignalKind.Resume);
        var result = await scene.EndAsync();

        Assert.Equal((ExecutionStatus.Paused, "lunch"), (paused.Status, paused.PauseReason));
        Assert.Equal((1, 2), (paused.Counts["succeeded"], paused.Counts["pending"]));
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(["a", "b"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task Paused_time_does_not_count()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("id: wait\ntimeout: 2h\nsteps:\n  - { id: w, type: wait, config: { for: 1h } }");
        await scene.StandingAsync();
        var start = scene.Fixture.Clock.GetUtcNow();

        await scene.SendAsync(SignalKind.Pause);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(5));
        var paused = await scene.SnapshotAsync();
        await scene.SendAsync(SignalKind.Resume);
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Paused, paused.Status);
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(6, (scene.Fixture.Clock.GetUtcNow() - start).TotalHours, precision: 1);
    }

    [Fact]
    public async Task A_cancelled_workflow_stops_what_runs_and_undoes_what_was_done()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("b");
        await scene.BeginAsync("""
            id: cancel
            errorHandling: { compensateWith: { a: undo } }
            steps:
              - { id: a, uses: test.echo }
              - { id: b, uses: test.echo, dependsOn: [a] }
              - { id: c, uses: test.echo, dependsOn: [b] }
              - { id: undo, uses: test.echo }
            """);
        await scene.BegunAsync("b");

        await scene.Fixture.Client.RaiseEventAsync(
            scene.Id, WorkflowSignal.EventName, new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "bob", Reason = "wrong branch" });
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Aborted, result.Snapshot.Status);
        Assert.Equal("Cancelled by bob: wrong branch.", result.Snapshot.Failure!.Message);
        Assert.Equal(["a", "b", "undo"], scene.Attempts.Select(attempt => attempt.Step));
        Assert.Contains("b", scene.Steps(EventType.StepCancelled));
    }

    [Fact]
    public async Task A_step_can_be_skipped_with_an_output_in_place_of_its_own()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "b" ? RunScene.Failure() : StepOutcome.Success("Done.");
        await scene.BeginAsync(Chain);
        await scene.StandingAsync();

        await scene.SendAsync(new WorkflowSignal
        {
            Kind = SignalKind.SkipStep, Step = "b", Actor = "bob", Reason = "known",
            Output = JsonSerializer.SerializeToElement(new { n = 42 }),
        });
        var result = await scene.EndAsync();

        Assert.Equal(42, result.Outputs!.Value.GetProperty("n").GetInt32());
        Assert.Equal("known", scene.Last(EventType.StepSkipped).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Going_back_runs_a_step_and_all_that_depend_on_it_again_as_a_new_visit()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("c");
        await scene.BeginAsync("""
            id: back
            steps:
              - { id: a, uses: test.echo }
              - { id: b, uses: test.echo, dependsOn: [a] }
              - { id: other, uses: test.echo, dependsOn: [a] }
              - { id: c, uses: test.echo, dependsOn: [b] }
            """);
        await scene.BegunAsync("c");

        await scene.Fixture.Client.RaiseEventAsync(scene.Id, WorkflowSignal.EventName, new WorkflowSignal
        {
            Kind = SignalKind.GoBack, Step = "b", Actor = "bob", Input = JsonSerializer.SerializeToElement(new { n = 2 }),
        });
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(
            ["wf/a", "wf/b", "wf/b.2", "wf/c", "wf/c.2", "wf/other"],
            scene.Attempts.Select(attempt => attempt.Marker.Replace(scene.Id, "wf", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        var again = scene.Attempts.Single(attempt => attempt.Marker.EndsWith("b.2", StringComparison.Ordinal));
        Assert.Equal(2, again.Config.GetProperty("n").GetInt32());
        Assert.All(
            scene.Attempts,
            attempt => Assert.Equal(attempt.Marker.Contains('.', StringComparison.Ordinal), attempt.EnteredAt is not null));
    }

    [Fact]
    public async Task A_group_says_once_when_it_begins_and_again_after_going_back()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: group
            steps:
              - { id: g, type: parallel, steps: [{ id: a, uses: test.echo }, { id: b, uses: test.echo }] }
              - { id: w, type: wait, dependsOn: [g], config: { event: go } }
            """);
        await scene.StandingAsync();
        var first = scene.Events().Select(happened => happened.Type).ToArray();

        await scene.SendAsync(SignalKind.GoBack, "b");
        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Event, Name = "go", Actor = "ci" });
        await scene.EndAsync();

        Assert.Equal(1, first.Count(type => type == EventType.ParallelBatchStarted));
        Assert.True(Array.IndexOf(first, EventType.ParallelBatchStarted) < Array.IndexOf(first, EventType.StepStarted));
        Assert.Equal(["g", "g"], scene.Steps(EventType.ParallelBatchStarted));
        Assert.Equal(
            ["a", "b"],
            scene.Last(EventType.ParallelBatchStarted).GetProperty("steps").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task A_step_can_be_run_by_hand_while_the_workflow_waits_for_a_decision()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "a" ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync(Chain);
        await scene.StandingAsync();

        var after = await scene.SendAsync(SignalKind.RunStep, "b");
        await scene.SendAsync(SignalKind.SkipStep, "a");
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Failed, after.Status);
        Assert.Equal((2, 1), (after.Counts["succeeded"], after.Counts["parked"]));
        Assert.Equal(2, result.Outputs!.Value.GetProperty("n").GetInt32());
        Assert.Equal(["a", "b"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task The_input_of_a_step_that_has_not_run_can_be_changed()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: change
            steps:
              - { id: w, type: wait, config: { event: go } }
              - { id: b, uses: test.echo, dependsOn: [w], config: { n: 2, m: 3 } }
            outputs: { n: steps.b.outputs.n, m: steps.b.outputs.m }
            """);
        await scene.StandingAsync();

        await scene.SendAsync(new WorkflowSignal
        {
            Kind = SignalKind.ChangeInput, Step = "b", Actor = "bob", Input = JsonSerializer.SerializeToElement(new { n = 20 }),
        });
        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Event, Name = "go", Actor = "ci" });
        var outputs = (await scene.EndAsync()).Outputs!.Value;

        Assert.Equal((20, 3), (outputs.GetProperty("n").GetInt32(), outputs.GetProperty("m").GetInt32()));
    }

    [Fact]
    public async Task A_retry_with_another_agent_keeps_that_agent()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Agent!.Name == "better" ? StepOutcome.Success("Done.") : RunScene.Failure();
        await scene.BeginAsync("id: agent\nsteps:\n  - { id: code, uses: test.agent, agent: first }");
        await scene.StandingAsync();

        await scene.SendAsync(new WorkflowSignal
        {
            Kind = SignalKind.RetryStep, Step = "code", Actor = "bob", Agent = new AgentSelector("better"),
        });

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Equal(["first", "better"], scene.Attempts.Select(attempt => attempt.Agent!.Name));
    }

    [Theory]
    [InlineData(SignalKind.RetryStep, "done", "only a step that failed can be tried again")]
    [InlineData(SignalKind.SkipStep, "done", "is succeeded already")]
    [InlineData(SignalKind.RunStep, "done", "is succeeded already")]
    [InlineData(SignalKind.RunStep, "waits", "is waiting")]
    [InlineData(SignalKind.RunStep, "later", "the workflow runs, and runs the step itself")]
    [InlineData(SignalKind.GoBack, "later", "only to a step that has run")]
    [InlineData(SignalKind.ChangeInput, "done", "only the input of a step that has not run")]
    [InlineData(SignalKind.RetryStep, "nowhere", "there is no step")]
    [InlineData(SignalKind.Resume, null, "it is not paused")]
    [InlineData(SignalKind.Decide, null, "no step waits for a decision")]
    [InlineData(SignalKind.Approve, null, "no such approval is waited for")]
    public async Task What_cannot_be_done_is_refused_with_a_reason_and_changes_nothing(SignalKind kind, string? step, string reason)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: refuse
            steps:
              - { id: done, uses: test.echo }
              - { id: waits, type: wait, config: { event: go } }
              - { id: later, uses: test.echo, dependsOn: [waits] }
            """);
        var before = await scene.StandingAsync();

        var after = await scene.SendAsync(kind, step);

        Assert.Contains(reason, scene.Last(EventType.ActionRefused).GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(before.Counts, after.Counts);
    }
}
