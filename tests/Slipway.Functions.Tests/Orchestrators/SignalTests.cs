using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class SignalTests
{
    [Theory]
    [InlineData(nameof(PrepareWorkspace), "PLANNING")]
    [InlineData(nameof(WritePlan), "PLANNING")]
    [InlineData(nameof(WriteCode), "CODING")]
    [InlineData(nameof(OpenPullRequest), "PR_CREATED")]
    [InlineData(nameof(RunGate), "VALIDATING")]
    [InlineData(nameof(MergePullRequest), "VALIDATING")]
    public void It_can_be_cancelled_in_every_state(string activity, string state)
    {
        var durable = Script.Of();
        durable.Hold(activity);
        durable.Start();
        Assert.Equal(state, durable.Status.State.ToName());

        durable.Send(SignalKind.Cancel);

        Assert.Contains(nameof(StopWork), durable.Work);
        Assert.Equal(activity == nameof(PrepareWorkspace) ? nameof(StopWork) : nameof(CloseWorkspace), durable.Work.Last());
        Assert.Equal(WorkflowState.Failed, durable.Result.State);
        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Equal(ErrorCodes.Cancelled, durable.Result.Failure!.Code);
        Assert.Equal(state, durable.Result.Failure.State.ToName());
        Assert.Equal("Cancelled by alice: because.", durable.Result.Failure.Message);
        Assert.Empty(durable.LiveTimers);
        Assert.Empty(durable.All(EventType.WorkflowFailed));
        var cancelled = Assert.Single(durable.All(EventType.WorkflowCancelled));
        Assert.Equal("because", cancelled.GetProperty("reason").GetString());
    }

    [Fact]
    public void It_can_be_cancelled_while_it_waits_for_another_attempt()
    {
        var durable = Script.Run(arrange: script => script.Next(nameof(WriteCode), Some.Failed()));
        durable.Send(SignalKind.Cancel);

        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_parked_workflow_that_is_cancelled_ends()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0 }, script => script.Next(nameof(OpenPullRequest), Some.Failed()));
        durable.Send(SignalKind.Cancel);

        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Equal("open-pull-request", durable.Result.Failure!.Step);
        Assert.Null(durable.Result.DecisionDeadline);
        Assert.Single(durable.All(EventType.WorkflowCancelled));
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_cancellation_that_came_before_the_start_is_heard()
    {
        var durable = Script.Of();
        durable.Send(SignalKind.Cancel);
        durable.Start();

        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.DoesNotContain(nameof(WritePlan), durable.Work);
    }

    [Fact]
    public void A_delivery_that_comes_twice_is_heard_once()
    {
        var durable = Script.Of();
        durable.Hold(nameof(WriteCode));
        durable.Start();
        var pause = new WorkflowSignal { Kind = SignalKind.Pause, Actor = "github", DeliveryId = "delivery-1" };

        durable.Send(pause);
        durable.Send(SignalKind.Resume);
        durable.Send(pause);

        Assert.Equal(ExecutionStatus.Running, durable.Status.Status);
        Assert.Single(durable.All(EventType.WorkflowPaused));

        durable.Send(pause with { DeliveryId = "delivery-2" });
        Assert.Equal(ExecutionStatus.Paused, durable.Status.Status);
    }

    [Fact]
    public void However_many_deliveries_there_were_one_that_comes_twice_is_heard_once()
    {
        var durable = Script.Of();
        durable.Hold(nameof(WriteCode));
        durable.Start();
        var pause = new WorkflowSignal { Kind = SignalKind.Pause, Actor = "github" };
        for (var delivery = 0; delivery < 1_005; delivery++)
        {
            durable.Send(new WorkflowSignal { Kind = SignalKind.Resume, Actor = "github", DeliveryId = $"delivery-{delivery}" });
        }

        durable.Send(pause with { DeliveryId = "delivery-1004" });

        Assert.Equal(ExecutionStatus.Running, durable.Status.Status);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("\"resume\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"dance"}""")]
    [InlineData("""{"kind":99}""")]
    [InlineData("""{"kind":"Decide","state":"NOWHERE"}""")]
    [InlineData("""{"kind":"Decide","decision":"abort"}""")]
    [InlineData("""{"kind":"Pause","reason":{"deep":1}}""")]
    public void A_signal_that_means_nothing_changes_nothing(string payload)
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        var before = durable.Status;

        durable.SendJson(payload);

        Assert.Equal(JsonSerializer.Serialize(before), JsonSerializer.Serialize(durable.Status));
        coding.Complete(Some.Ok(Some.Branch()));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_signal_without_a_payload_changes_nothing()
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.SendRaw(default);
        coding.Complete(Some.Ok(Some.Branch()));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void What_has_no_place_where_the_workflow_stands_is_ignored()
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        foreach (var kind in new[] { SignalKind.Approve, SignalKind.Reject, SignalKind.Decide, SignalKind.PullRequest, SignalKind.Resume })
        {
            durable.Send(kind);
        }

        coding.Complete(Some.Ok(Some.Branch()));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Empty(durable.All(EventType.ApprovalDecided));
    }

    [Fact]
    public void Only_one_waiter_is_ever_alive()
    {
        var durable = Script.Of(Some.Request() with { Merge = MergePolicy.AfterApproval, ApprovePlan = true, MaxFeedbackRounds = 0 });
        var coding = durable.Hold(nameof(WriteCode));
        durable.Next(nameof(OpenPullRequest), Some.Failed());
        durable.Next(nameof(RunGate), Script.GateFailed());
        durable.Start();
        durable.Send(SignalKind.Approve);
        durable.Send(SignalKind.Pause);
        durable.Send(SignalKind.Resume);
        coding.Complete(Some.Ok(Some.Branch()));
        durable.Advance(TimeSpan.FromMinutes(1));
        durable.Send(SignalKind.Decide);
        durable.Advance(TimeSpan.FromMinutes(1));
        durable.Send(SignalKind.Approve);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(1, durable.MostWaiters);
    }

    [Fact]
    public void Signals_that_come_faster_than_they_are_read_are_all_read_in_order()
    {
        var durable = Script.Of();
        durable.Hold(nameof(WriteCode));
        var stopping = durable.Hold(nameof(StopWork));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(30));
        Assert.True(stopping.IsRunning);
        durable.Send(SignalKind.Pause);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry });

        stopping.Complete(null);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(1, durable.MostWaiters);
    }
}
