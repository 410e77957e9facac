using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Activities;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class AdmissionTests
{
    private const string Other = "wf-ffffffffffffffffffff";

    [Fact]
    public void A_workflow_waits_in_IDLE_until_a_place_is_free()
    {
        var durable = Queued();

        Assert.Equal(WorkflowState.Idle, durable.Status.State);
        Assert.Equal(ExecutionStatus.Pending, durable.Status.Status);
        Assert.Equal(
            "A free place: number 1 of 1 that wait. Maximum concurrent workflows reached: 1.", durable.Status.WaitingFor);
        Assert.Empty(durable.Work);

        durable.Entities.Queue.Release(Other, durable.Entities.Limits);
        durable.Send(SignalKind.Admitted, Other);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Without_the_signal_it_asks_again_by_itself_and_has_forgotten_places_freed()
    {
        var durable = Queued();

        durable.Advance(AdmissionDesk.Poll);
        Assert.Equal([nameof(FreePlaces)], durable.Work);
        durable.Entities.Queue.Release(Other, durable.Entities.Limits);
        durable.Advance(AdmissionDesk.Poll);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void However_long_it_waits_no_time_of_a_state_is_used_up()
    {
        var durable = Queued();

        durable.Advance(TimeSpan.FromDays(9));

        Assert.Equal(WorkflowState.Idle, durable.Status.State);
        Assert.Null(durable.Status.StateDeadline);
    }

    [Fact]
    public void A_place_that_it_hears_of_while_it_is_paused_is_taken_as_it_goes_on()
    {
        var durable = Queued();

        durable.Send(SignalKind.Pause);
        durable.Entities.Queue.Release(Other, durable.Entities.Limits);
        durable.Send(SignalKind.Admitted, Other);
        durable.Send(SignalKind.Resume);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void It_can_be_paused_and_cancelled_while_it_waits_and_leaves_the_queue()
    {
        var durable = Queued();

        durable.Send(SignalKind.Pause);
        Assert.Equal(ExecutionStatus.Paused, durable.Status.Status);
        durable.Send(SignalKind.Resume);
        durable.Send(SignalKind.Cancel);

        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Empty(durable.Entities.Queue.Waiting);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void At_its_end_it_gives_its_place_to_the_next_one_and_tells_it()
    {
        var durable = Script.Of();
        durable.Entities.Limits = new AdmissionLimits { Total = 1 };
        var planning = durable.Hold(nameof(WritePlan));
        durable.Start();
        durable.Entities.Queue.Request(new AdmissionRequest(Other), durable.Entities.Limits);
        planning.Complete(Some.Ok(Some.Plan()));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal((Other, SignalKind.Admitted), (durable.Sent.Single().Id, durable.Sent.Single().Signal.Kind));
        Assert.Equal([Other], durable.Entities.Queue.Running.Select(request => request.WorkflowId));
    }

    [Fact]
    public void While_it_is_parked_others_run_and_after_the_decision_it_waits_for_a_place_again()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 0 });
        durable.Entities.Limits = new AdmissionLimits { Total = 1 };
        durable.Next(nameof(WriteCode), Some.Failed());
        durable.Start();
        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Empty(durable.Entities.Queue.Running);
        durable.Entities.Queue.Request(new AdmissionRequest(Other), durable.Entities.Limits);

        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry, Actor = "alice" });
        Assert.Equal(WorkflowState.Coding, durable.Status.State);
        Assert.StartsWith("A free place: number 1 of 1", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Entities.Queue.Release(Other, durable.Entities.Limits);
        durable.Send(SignalKind.Admitted, Other);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Where_nobody_is_to_wait_it_fails_with_the_limit_and_can_be_tried_again()
    {
        var durable = Script.Of();
        durable.Entities.Limits = new AdmissionLimits { Total = 1, Refuse = true };
        durable.Entities.Queue.Running.Add(new AdmissionRequest(Other));
        durable.Start();

        Assert.Equal(ErrorCodes.TooManyWorkflows, durable.Status.Failure!.Code);
        Assert.Equal("Maximum concurrent workflows reached: 1. Try again later.", durable.Status.Failure.Message);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip, Actor = "alice" });
        Assert.Equal(WorkflowState.Failed, durable.Status.State);

        durable.Entities.Queue.Running.Clear();
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry, Actor = "alice" });

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void It_says_who_it_is_and_what_it_works_on()
    {
        var durable = Script.Of(Some.Request() with { Priority = 7 });
        durable.Hold(nameof(WritePlan));
        durable.Start();

        Assert.Equal(
            new AdmissionRequest(Some.Id, 7, "/repos/shop", "first", nameof(CiCdLifecycle)), Assert.Single(durable.Entities.Queue.Running));
    }

    private static FakeDurable Queued()
    {
        var durable = Script.Of();
        durable.Entities.Limits = new AdmissionLimits { Total = 1 };
        durable.Entities.Queue.Running.Add(new AdmissionRequest(Other));
        durable.Start();
        return durable;
    }
}
