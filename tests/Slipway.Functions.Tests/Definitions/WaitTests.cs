using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Tests.Definitions;

public sealed class WaitTests
{
    private const string Approval = """
        id: approve
        steps:
          - id: ok
            type: approval
            timeout: 3d
            config: { message: the release, approvers: [bob, "@leads"], groups: { leads: [cleo, dan] }, required: 2 }
          - { id: after, uses: set, dependsOn: [ok], config: { approved: "${{ steps.ok.outputs.approved }}" } }
        outputs: { approved: steps.after.outputs.approved }
        """;

    [Theory]
    [InlineData("event: go, for: 2h")]
    [InlineData("for: 2h")]
    public async Task A_wait_for_a_time_lasts_no_longer_than_it_may(string config)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync($"id: limit\nsteps:\n  - {{ id: w, type: wait, timeout: 30m, config: {{ {config} }} }}");
        await scene.StandingAsync();

        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(31));

        Assert.Equal(ErrorCodes.StepTimedOut, (await scene.StandingAsync()).Failure?.Code);
    }

    [Fact]
    public async Task An_event_lets_a_waiting_step_go_on_with_what_it_brings()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: event
            steps:
              - { id: w, type: wait, config: { event: deployed } }
            outputs: { url: steps.w.outputs.data.url }
            """);
        var waiting = await scene.StandingAsync();

        await scene.SendAsync(new WorkflowSignal
        {
            Kind = SignalKind.Event, Name = "deployed", Actor = "ci", Output = JsonSerializer.SerializeToElement(new { url = "https://x" }),
        });
        var result = await scene.EndAsync();

        Assert.Equal(StepState.Waiting, Assert.Single(waiting.Current).State);
        Assert.Equal("https://x", result.Outputs!.Value.GetProperty("url").GetString());
    }

    [Fact]
    public async Task An_event_that_comes_before_anything_waits_for_it_is_kept()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("a");
        await scene.BeginAsync("""
            id: early
            steps:
              - { id: a, uses: test.echo }
              - { id: w, type: wait, dependsOn: [a], config: { event: go } }
            """);
        await scene.BegunAsync("a");

        await scene.Fixture.Client.RaiseEventAsync(
            scene.Id, WorkflowSignal.EventName, new WorkflowSignal { Kind = SignalKind.Event, Name = "go", Actor = "ci" });
        scene.LetGo("a");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Fact]
    public async Task With_an_event_and_a_time_whichever_comes_first_ends_the_wait()
    {
        await using var scene = await RunScene.StartAsync();

        var result = await scene.RunAsync("""
            id: either
            steps:
              - { id: w, type: wait, config: { event: go, for: 2h } }
            outputs: { received: steps.w.outputs.received }
            """);

        Assert.False(result.Outputs!.Value.GetProperty("received").GetBoolean());
    }

    [Fact]
    public async Task An_event_that_never_comes_fails_the_step_at_its_deadline()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("id: never\nsteps:\n  - { id: w, type: wait, timeout: 1h, config: { event: go } }");

        await scene.StandingAsync();
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        var parked = await scene.SnapshotAsync();

        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.StepTimedOut), (parked.Status, parked.Failure!.Code));
    }

    [Fact]
    public async Task As_many_as_are_required_have_to_approve_and_each_counts_once()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(Approval);
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.Approve, actor: "bob");
        var one = await scene.SendAsync(SignalKind.Approve, actor: "bob");
        await scene.SendAsync(SignalKind.Approve, actor: "eve");
        Assert.Equal(ExecutionStatus.Running, one.Status);
        Assert.Equal(2, scene.Events().Count(happened => happened.Type == EventType.ActionRefused));
        await scene.SendAsync(SignalKind.Approve, actor: "cleo", reason: "fine");
        var result = await scene.EndAsync();

        Assert.True(result.Outputs!.Value.GetProperty("approved").GetBoolean());
        Assert.Equal(["bob", "cleo"], scene.Events().Where(happened => happened.Type == EventType.ApprovalGiven)
            .Select(happened => happened.Data.GetProperty("actor").GetString()));
    }

    [Fact]
    public async Task Nobody_approves_their_own_workflow()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("id: own\nsteps:\n  - { id: ok, type: approval }", actor: "bob");
        await scene.StandingAsync();

        var after = await scene.SendAsync(SignalKind.Approve, actor: "Bob");

        Assert.Equal(ExecutionStatus.Running, after.Status);
        var reason = scene.Last(EventType.ActionRefused).GetProperty("reason").GetString();
        Assert.Contains("nobody approves their own", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_rejection_fails_the_step_with_who_and_why()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(Approval);
        await scene.StandingAsync();

        var parked = await scene.SendAsync(SignalKind.Reject, actor: "dan", reason: "too risky");

        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.ApprovalRejected), (parked.Status, parked.Failure!.Code));
        Assert.Equal("dan rejected the release: too risky.", parked.Failure.Message);
    }

    [Fact]
    public async Task A_form_has_to_be_filled_in_as_it_says()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: form
            steps:
              - id: ok
                type: approval
                config: { form: { version: { type: string, required: true }, urgent: { type: boolean } } }
            outputs: { version: steps.ok.outputs.form.version }
            """);
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.Approve, actor: "bob");
        Assert.Contains("version", scene.Last(EventType.ActionRefused).GetProperty("reason").GetString(), StringComparison.Ordinal);
        await scene.SendAsync(new WorkflowSignal
        {
            Kind = SignalKind.Approve, Actor = "bob", Form = JsonSerializer.SerializeToElement(new { version = "1.2" }),
        });

        Assert.Equal("1.2", (await scene.EndAsync()).Outputs!.Value.GetProperty("version").GetString());
    }

    [Fact]
    public async Task People_are_reminded_others_are_asked_too_and_at_the_deadline_the_step_fails()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: slow
            steps:
              - id: ok
                type: approval
                timeout: 5d
                onFailure: plan-b
                config: { approvers: [bob], reminder: 1d, escalateAfter: 60h, escalateTo: [cleo] }
              - { id: plan-b, uses: test.echo }
            """);
        await scene.StandingAsync();
        await scene.SendAsync(SignalKind.Approve, actor: "cleo");
        var result = await scene.EndAsync();

        Assert.Single(scene.Events(), happened => happened.Type == EventType.ActionRefused);
        Assert.Single(scene.Events(), happened => happened.Type == EventType.ApprovalEscalated);
        Assert.InRange(scene.Events().Count(happened => happened.Type == EventType.ApprovalReminder), 3, 4);
        Assert.Equal(ErrorCodes.StepTimedOut, scene.Last(EventType.StepFailed).GetProperty("code").GetString());
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(["plan-b"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task Whoever_is_asked_last_can_decide_after_the_escalation()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: late
            steps:
              - { id: ok, type: approval, config: { approvers: [bob], escalateAfter: 1h, escalateTo: [cleo] } }
            """);
        await scene.StandingAsync();
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1.5));

        await scene.SendAsync(SignalKind.Approve, actor: "cleo");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }
}
