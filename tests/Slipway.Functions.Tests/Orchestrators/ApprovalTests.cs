using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class ApprovalTests
{
    [Theory]
    [InlineData("approve-plan", "the plan", "PLANNING", "CODING")]
    [InlineData("approve-merge", "merging the pull request", "VALIDATING", "COMPLETED")]
    public void An_approval_is_waited_for_and_lets_the_workflow_go_on(string step, string what, string state, string next)
    {
        var durable = Script.Run(For(step));

        Assert.Equal(state, durable.Status.State.ToName());
        Assert.Equal(step, durable.Status.Step!.Name);
        Assert.Equal($"Somebody to approve {what}.", durable.Status.WaitingFor);
        Assert.Equal(what, Assert.Single(durable.All(EventType.ApprovalRequested)).GetProperty("what").GetString());

        durable.Send(new WorkflowSignal { Kind = SignalKind.Approve, Actor = "alice", Reason = "Looks good." });

        var decided = Assert.Single(durable.All(EventType.ApprovalDecided));
        Assert.True(decided.GetProperty("approved").GetBoolean());
        Assert.Equal("alice", decided.GetProperty("actor").GetString());
        Assert.Equal("Looks good.", decided.GetProperty("comment").GetString());
        Assert.Equal(next, durable.States.SkipWhile(name => name != state).ElementAt(1));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Theory]
    [InlineData("approve-plan", WorkflowState.Planning)]
    [InlineData("approve-merge", WorkflowState.Validating)]
    public void A_rejection_parks_the_workflow(string step, WorkflowState state)
    {
        var durable = Script.Run(For(step));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Reject, Actor = "bob", Reason = "Too large." });

        Assert.Equal(ErrorCodes.ApprovalRejected, durable.Status.Failure!.Code);
        Assert.Equal(state, durable.Status.Failure.State);
        Assert.Equal(step, durable.Status.Failure.Step);
        Assert.Contains("bob", durable.Status.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("Too large.", durable.Status.Failure.Message, StringComparison.Ordinal);
        Assert.False(Assert.Single(durable.All(EventType.ApprovalDecided)).GetProperty("approved").GetBoolean());
        Assert.Equal([Some.Time.AddDays(7).UtcDateTime], durable.LiveTimers.Select(timer => timer.FireAt));
    }

    [Fact]
    public void People_may_take_days_and_their_time_does_not_count_as_the_states()
    {
        var durable = Script.Of(For("approve-plan"));
        var planning = durable.Hold(nameof(WritePlan));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(20));
        planning.Complete(Some.Ok(Some.Plan()));

        Assert.Null(durable.Status.StateDeadline);
        Assert.Equal(durable.Time.AddDays(7), durable.Status.DecisionDeadline);

        durable.Advance(TimeSpan.FromDays(6));
        durable.Send(SignalKind.Approve);

        Assert.Equal(TimeSpan.FromMinutes(20).TotalMilliseconds, durable.Result.TimeInStateMs["PLANNING"]);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void After_an_approval_the_state_has_the_time_that_it_had_left()
    {
        var durable = Script.Of(For("approve-merge"));
        var gate = durable.Hold(nameof(RunGate));
        durable.Hold(nameof(MergePullRequest));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(20));
        gate.Complete(Some.Ok(Some.Gate()));
        durable.Advance(TimeSpan.FromDays(1));
        durable.Send(SignalKind.Approve);

        Assert.Equal(durable.Time.AddMinutes(10), durable.Status.StateDeadline);
        Assert.Null(durable.Status.DecisionDeadline);
    }

    [Theory]
    [InlineData("approve-plan")]
    [InlineData("approve-merge")]
    public void Silence_parks_the_workflow_when_the_time_for_a_decision_is_over(string step)
    {
        var durable = Script.Run(For(step) with { DecisionDays = 2 });
        durable.Advance(TimeSpan.FromDays(2));

        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
        Assert.Equal(step, durable.Status.Failure.Step);
        Assert.Contains("2 days", durable.Status.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pull_request_that_somebody_merges_is_as_good_as_approved()
    {
        var durable = Script.Run(For("approve-merge"));
        durable.Send(PullRequestWas("closed"));
        Assert.Equal("approve-merge", durable.Status.Step!.Name);

        durable.Send(PullRequestWas("merged"));

        Assert.True(Assert.Single(durable.All(EventType.ApprovalDecided)).GetProperty("approved").GetBoolean());
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_was_merged_while_the_gates_ran_needs_no_approval_any_more(bool paused)
    {
        var durable = Script.Of(For("approve-merge"));
        var gate = durable.Hold(nameof(RunGate));
        durable.Start();
        if (paused)
        {
            durable.Send(SignalKind.Pause);
        }

        durable.Send(PullRequestWas("merged"));
        durable.Send(SignalKind.Resume);
        gate.Complete(Some.Ok(Some.Gate()));

        Assert.Equal("octocat", Assert.Single(durable.All(EventType.ApprovalDecided)).GetProperty("actor").GetString());
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void One_that_was_merged_in_an_earlier_round_approves_no_later_one()
    {
        var durable = Script.Of(For("approve-merge"));
        var gate = durable.Hold(nameof(RunGate));
        durable.Start();
        durable.Send(PullRequestWas("merged"));
        gate.Complete(Script.GateFailed());

        Assert.Equal("approve-merge", durable.Status.Step!.Name);
    }

    [Fact]
    public void A_merged_pull_request_approves_no_plan()
    {
        var durable = Script.Run(For("approve-plan"));
        durable.Send(PullRequestWas("merged"));

        Assert.Equal("approve-plan", durable.Status.Step!.Name);
    }

    [Fact]
    public void Waiting_for_an_approval_can_be_paused_and_cancelled()
    {
        var durable = Script.Run(For("approve-merge"));
        durable.Advance(TimeSpan.FromDays(1));
        durable.Send(SignalKind.Pause);
        durable.Advance(TimeSpan.FromDays(100));
        durable.Send(SignalKind.Resume);
        Assert.Equal("approve-merge", durable.Status.Step!.Name);
        Assert.Contains(durable.Now.AddDays(6), durable.LiveTimers.Select(timer => timer.FireAt));

        durable.Send(SignalKind.Cancel);
        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Equal("approve-merge", durable.Result.Failure!.Step);
        Assert.Empty(durable.LiveTimers);
    }

    [Theory]
    [InlineData(SignalKind.Approve, true)]
    [InlineData(SignalKind.Reject, false)]
    public void An_approvals_step_ends_as_it_was_decided(SignalKind kind, bool completed)
    {
        var durable = Script.Run(For("approve-merge"));
        durable.Send(kind);

        var ended = durable.Events.Where(happened => happened.Type is EventType.StepCompleted or EventType.StepFailed)
            .Where(happened => happened.Data.GetProperty("step").GetString() == "approve-merge");
        Assert.Equal(completed ? EventType.StepCompleted : EventType.StepFailed, Assert.Single(ended).Type);
    }

    [Fact]
    public void Another_plan_needs_another_approval()
    {
        var durable = Script.Run(For("approve-plan"));
        durable.Send(SignalKind.Reject);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.GoBack, State = WorkflowState.Planning });

        Assert.Equal(2, durable.Work.Count(name => name == nameof(WritePlan)));
        Assert.Equal("approve-plan", durable.Status.Step!.Name);
        durable.Send(SignalKind.Approve);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    private static WorkflowRequest For(string step) => step == "approve-plan"
        ? Some.Request() with { ApprovePlan = true }
        : Some.Request() with { Merge = MergePolicy.AfterApproval };

    private static WorkflowSignal PullRequestWas(string action) =>
        new() { Kind = SignalKind.PullRequest, Actor = "octocat", Action = action };
}
