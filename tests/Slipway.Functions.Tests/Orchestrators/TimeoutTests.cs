using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class TimeoutTests
{
    [Theory]
    [InlineData(nameof(PrepareWorkspace), WorkflowState.Planning, "prepare")]
    [InlineData(nameof(WritePlan), WorkflowState.Planning, "plan")]
    [InlineData(nameof(WriteCode), WorkflowState.Coding, "code")]
    [InlineData(nameof(OpenPullRequest), WorkflowState.PrCreated, "open-pull-request")]
    [InlineData(nameof(RunGate), WorkflowState.Validating, "gates")]
    [InlineData(nameof(MergePullRequest), WorkflowState.Validating, "merge")]
    public void A_state_that_takes_too_long_is_stopped_and_parked(string activity, WorkflowState state, string step)
    {
        var durable = Script.Of(Some.Request() with { StateTimeoutMinutes = 5 });
        durable.Hold(activity);
        durable.Start();
        Assert.Equal(Some.Time.AddMinutes(5), durable.Status.StateDeadline);

        durable.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.DoesNotContain(nameof(StopWork), durable.Work);
        durable.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(nameof(StopWork), durable.Work.Last());
        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
        Assert.Equal(ErrorCategory.Timeout, durable.Status.Failure.Category);
        Assert.Equal(state, durable.Status.Failure.State);
        Assert.Equal(step, durable.Status.Failure.Step);
        Assert.Equal("SLW3005", durable.All(EventType.StepFailed).Single().GetProperty("code").GetString());
        Assert.Equal(300_000, durable.Status.TimeInStateMs[state.ToName()]);
    }

    [Fact]
    public void What_is_scheduled_after_a_stop_says_so()
    {
        var durable = Script.Of();
        durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(30));
        durable.Send(SignalKind.Decide);

        Assert.Equal(1, Assert.Single(durable.Inputs<StopWorkInput>(nameof(StopWork))).Stops);
        Assert.Equal([0, 1], durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Stops));
        Assert.Equal(1, Assert.Single(durable.Inputs<RunGateInput>(nameof(RunGate))).Stops);
        Assert.Equal(1, Assert.Single(durable.Inputs<MergePullRequestInput>(nameof(MergePullRequest))).Stops);
    }

    [Fact]
    public void What_comes_of_stopped_work_changes_nothing_any_more()
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(30));
        var events = durable.Events.Count;

        coding.Complete(Some.Ok(Some.Branch(9)));

        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Empty(durable.Status.Commits);
        Assert.Equal(events, durable.Events.Count);
    }

    [Fact]
    public void A_fallback_agent_does_not_start_once_the_states_time_is_over()
    {
        var durable = Script.Of(Some.Request() with { FallbackAgents = [new("second")] });
        durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(30));

        Assert.Single(durable.Work, nameof(WriteCode));
        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
    }

    [Fact]
    public void A_state_can_run_out_of_time_between_two_attempts()
    {
        var durable = Script.Of(Some.Request() with { StateTimeoutMinutes = 0.02 });
        durable.Always(nameof(OpenPullRequest), _ => Some.Failed());
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(durable.Work, nameof(OpenPullRequest));
        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
        Assert.Equal("open-pull-request", durable.Status.Failure.Step);
        Assert.Single(durable.LiveTimers);
    }

    [Fact]
    public void Leaving_a_state_cancels_its_timer_and_the_next_state_has_the_whole_time()
    {
        var durable = Script.Of();
        var planning = durable.Hold(nameof(WritePlan));
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(29));
        planning.Complete(Some.Ok(Some.Plan()));

        Assert.Equal(durable.Now.AddMinutes(30), Assert.Single(durable.LiveTimers).FireAt);
        durable.Advance(TimeSpan.FromMinutes(29));
        coding.Complete(Some.Ok(Some.Branch()));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_stop_that_fails_does_not_keep_the_workflow_from_being_parked()
    {
        var durable = Script.Of();
        durable.Hold(nameof(WriteCode));
        durable.Next(nameof(StopWork), new IOException("No such process."));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
    }
}
