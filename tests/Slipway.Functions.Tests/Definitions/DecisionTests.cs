using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>What a decision about a failed step does, and what it leaves as it is.</summary>
public sealed class DecisionTests
{
    private const string FailFast = """
        id: fast
        errorHandling: { strategy: fail_fast }
        steps:
          - { id: bad, uses: test.echo }
          - { id: other, type: wait, config: { event: go } }
          - { id: next, uses: test.echo, dependsOn: [other] }
        """;

    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    [Fact]
    public async Task With_continue_the_other_failures_count_after_one_of_them_is_put_right()
    {
        await using var scene = await SceneAsync("a", "b");
        await scene.BeginAsync("""
            id: two
            errorHandling: { strategy: continue }
            steps:
              - { id: a, uses: test.echo }
              - { id: b, uses: test.echo }
              - { id: c, type: wait, config: { event: go } }
            """);
        await scene.StandingAsync();

        _broken.Remove("a");
        await scene.SendAsync(SignalKind.RetryStep, "a");
        var ended = await scene.HappenAsync("go");

        Assert.Equal((ExecutionStatus.Failed, "b"), (ended.Status, ended.Failure?.Step));
    }

    [Fact]
    public async Task A_failure_that_does_not_matter_does_not_keep_a_group_from_running()
    {
        await using var scene = await SceneAsync("bad");

        var result = await scene.RunAsync("""
            id: group
            steps:
              - { id: bad, uses: test.echo, onFailure: continue }
              - id: both
                type: parallel
                dependsOn: [bad]
                steps: [{ id: left, uses: test.echo }, { id: right, uses: test.echo }]
            """);

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(["bad", "left", "right"], scene.Attempts.Select(attempt => attempt.Step).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_retry_of_a_step_that_was_passed_over_stops_what_runs_after_it()
    {
        await using var scene = await SceneAsync("a");
        scene.Resolve("id: child\nsteps:\n  - { id: w, type: wait, config: { event: go } }");
        await scene.BeginAsync("""
            id: parent
            steps:
              - { id: a, uses: test.echo, onFailure: continue }
              - { id: b, type: subflow, uses: child, dependsOn: [a] }
            """);
        await scene.StandingAsync();

        _broken.Clear();
        await scene.SendAsync(SignalKind.RetryStep, "a");

        Assert.Equal(2, scene.Children.Count);
        Assert.Equal(ExecutionStatus.Aborted, (await scene.SnapshotAsync(scene.Children[0])).Status);
        Assert.Equal(ExecutionStatus.Completed, (await FinishAsync(scene)).Status);
    }

    [Fact]
    public async Task A_decision_about_a_step_is_about_that_one_alone()
    {
        await using var scene = await SceneAsync("a", "b");
        await scene.BeginAsync("id: two\nsteps: [{ id: a, uses: test.echo }, { id: b, uses: test.echo }]");
        await scene.StandingAsync();

        _broken.Clear();
        var after = await scene.SendAsync(SignalKind.Decide, "b");

        Assert.Equal((1, 1), (after.Counts["parked"], after.Counts["succeeded"]));
        Assert.Single(scene.Attempts, attempt => attempt.Step == "a");
    }

    [Theory]
    [InlineData("a", "Do it otherwise.", "has no requirement")]
    [InlineData("done", null, "only a step that failed")]
    public async Task A_decision_that_cannot_be_followed_is_refused_over_HTTP_and_by_the_workflow(
        string step, string? requirement, string reason)
    {
        await using var scene = await SceneAsync("a");
        await scene.BeginAsync("id: one\nsteps: [{ id: a, uses: test.echo }, { id: done, uses: test.echo }]");
        await scene.StandingAsync();
        var signal = new WorkflowSignal { Kind = SignalKind.Decide, Step = step, Requirement = requirement, Actor = "bob" };

        var refused = await Assert.ThrowsAsync<SlipwayException>(
            () => new WorkflowControl().SendAsync(scene.Fixture.Client, scene.Id, signal, RequestAccess.Open, CancellationToken.None));
        var after = await scene.SendAsync(signal);

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, scene.Last(EventType.ActionRefused).GetRawText(), StringComparison.Ordinal);
        Assert.Equal((ExecutionStatus.Failed, 2), (after.Status, scene.Attempts.Count));
    }

    [Fact]
    public async Task With_fail_fast_nothing_begins_when_something_else_than_the_failed_step_is_decided()
    {
        await using var scene = await SceneAsync("bad");
        await scene.BeginAsync(FailFast);
        await scene.StandingAsync();

        var after = await scene.SendAsync(SignalKind.SkipStep, "other");

        Assert.Equal((ExecutionStatus.Failed, 1), (after.Status, scene.Attempts.Count));
        _broken.Clear();
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Decide)).Status);
    }

    [Fact]
    public async Task A_failed_step_that_is_run_by_hand_holds_up_nothing_any_more()
    {
        await using var scene = await SceneAsync("bad");
        await scene.BeginAsync(FailFast);
        await scene.StandingAsync();

        _broken.Clear();
        await scene.SendAsync(SignalKind.RunStep, "bad");

        Assert.Equal(ExecutionStatus.Completed, (await scene.HappenAsync("go")).Status);
    }

    [Fact]
    public async Task A_step_that_was_called_for_and_is_run_by_hand_runs_once()
    {
        await using var scene = await SceneAsync("a", "bad");
        scene.Hold("spare");
        await scene.BeginAsync("""
            id: spare
            errorHandling: { strategy: fail_fast }
            steps:
              - { id: a, uses: test.echo, onFailure: spare }
              - { id: w, type: wait, config: { event: go } }
              - { id: bad, uses: test.echo, dependsOn: [w] }
              - { id: spare, uses: test.echo }
            """);
        await scene.BegunAsync("spare");
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Event, Name = "go", Actor = "ci" });
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.RunStep, "spare");
        _broken.Clear();
        var ended = await scene.SendAsync(SignalKind.Decide);

        Assert.Equal(ExecutionStatus.Completed, ended.Status);
        Assert.Equal([0, 1], scene.Attempts.Where(attempt => attempt.Step == "spare").Select(attempt => attempt.Stops));
    }

    [Fact]
    public async Task What_runs_in_place_of_a_step_is_stopped_when_that_one_is_skipped()
    {
        await using var scene = await SceneAsync("a");
        await scene.BeginAsync("""
            id: spare
            steps:
              - { id: a, uses: test.echo, onFailure: spare }
              - { id: spare, type: wait, config: { event: go } }
              - { id: after, uses: test.echo, dependsOn: [a] }
            """);
        await scene.StandingAsync();

        var ended = await scene.SendAsync(SignalKind.SkipStep, "a");

        Assert.Equal(ExecutionStatus.Completed, ended.Status);
        Assert.Equal(["a", "after"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task A_step_whose_replacement_is_skipped_is_skipped_and_not_done()
    {
        await using var scene = await SceneAsync("a", "spare");
        await scene.BeginAsync("""
            id: spare
            steps:
              - { id: a, uses: test.echo, onFailure: spare }
              - { id: spare, uses: test.echo }
              - { id: after, uses: set, dependsOn: [a], config: { status: "${{ steps.a.status }}" } }
            outputs: { status: steps.after.outputs.status }
            """);
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.SkipStep, "spare");
        var ended = await scene.EndAsync();

        Assert.Equal("skipped", ended.Outputs!.Value.GetProperty("status").GetString());
        Assert.Equal((2, 1), (ended.Snapshot.Counts["skipped"], ended.Snapshot.Counts["succeeded"]));
        Assert.Equal(["spare", "a"], scene.Steps(EventType.StepSkipped));
    }

    [Fact]
    public async Task No_time_of_what_waits_counts_while_everything_is_held_up_for_a_decision()
    {
        await using var scene = await SceneAsync("bad");
        scene.Resolve("id: child\nsteps: [{ id: w, type: wait, config: { event: go } }]");
        await scene.BeginAsync("""
            id: held
            errorHandling: { strategy: fail_fast }
            steps:
              - { id: ok, type: approval, timeout: 2h }
              - { id: time, type: wait, config: { for: 1h } }
              - { id: sub, type: subflow, uses: child, timeout: 2h }
              - { id: bad, uses: test.echo }
            """);
        await scene.StandingAsync();

        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(5));
        var held = await scene.StandingAsync();
        _broken.Clear();
        var after = await scene.SendAsync(SignalKind.Decide);
        await scene.SendAsync(SignalKind.Approve, "ok");
        await scene.HappenAsync("go", scene.Children[0]);

        Assert.Equal(["ok", "time", "sub", "bad"], held.Current.Select(step => step.Id));
        Assert.Equal(["ok", "time", "sub"], after.Current.Select(step => step.Id));
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Fact]
    public async Task No_time_of_a_step_counts_while_its_child_waits_for_a_decision()
    {
        await using var scene = await SceneAsync("inner");
        scene.Resolve("id: child\nsteps: [{ id: inner, uses: test.echo }]");
        await scene.BeginAsync("id: parent\nsteps: [{ id: sub, type: subflow, uses: child, timeout: 2h }]");
        await scene.StandingAsync();

        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(5));
        _broken.Clear();
        await scene.SendAsync(SignalKind.Decide);

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Empty(scene.Steps(EventType.StepFailed));
    }

    private static async Task<DefinitionSnapshot> FinishAsync(RunScene scene)
    {
        await scene.HappenAsync("go", scene.Children[^1]);
        return await scene.StandingAsync();
    }

    private async Task<RunScene> SceneAsync(params string[] broken)
    {
        _broken.UnionWith(broken);
        var scene = await RunScene.StartAsync();
        scene.Plugin = input => _broken.Contains(input.Step) ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        return scene;
    }
}
