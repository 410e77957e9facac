using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class PauseTests
{
    [Fact]
    public void A_paused_workflow_shows_who_paused_it_and_why()
    {
        var (durable, _) = Coding();
        durable.Advance(TimeSpan.FromMinutes(1));

        durable.Send(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "alice", Reason = "Freeze until Monday." });

        Assert.Equal(WorkflowState.Coding, durable.Status.State);
        Assert.Equal(ExecutionStatus.Paused, durable.Status.Status);
        Assert.Equal("Freeze until Monday.", durable.Status.PauseReason);
        Assert.Equal(Some.Time.AddMinutes(1), durable.Status.PausedSince);
        Assert.Null(durable.Status.StateDeadline);
        Assert.Contains("resume", durable.Status.WaitingFor, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(durable.LiveTimers);
        var paused = Assert.Single(durable.All(EventType.WorkflowPaused));
        Assert.Equal("alice", paused.GetProperty("actor").GetString());
        Assert.Equal("Freeze until Monday.", paused.GetProperty("reason").GetString());
    }

    [Fact]
    public void Paused_time_does_not_count()
    {
        var (durable, coding) = Coding();
        durable.Advance(TimeSpan.FromMinutes(10));
        durable.Send(SignalKind.Pause);
        durable.Advance(TimeSpan.FromDays(30));
        durable.Send(SignalKind.Resume, "bob");

        Assert.Equal(ExecutionStatus.Running, durable.Status.Status);
        Assert.Null(durable.Status.PausedSince);
        Assert.Null(durable.Status.PauseReason);
        Assert.Equal(durable.Now.AddMinutes(20), Assert.Single(durable.LiveTimers).FireAt);
        Assert.Equal(durable.Time.AddMinutes(20), durable.Status.StateDeadline);
        var resumed = Assert.Single(durable.All(EventType.WorkflowResumed));
        Assert.Equal("bob", resumed.GetProperty("actor").GetString());
        Assert.Equal((long)TimeSpan.FromDays(30).TotalMilliseconds, resumed.GetProperty("pausedMs").GetInt64());

        durable.Advance(TimeSpan.FromMinutes(5));
        coding.Complete(Some.Ok(Some.Branch()));
        Assert.Equal(900_000, durable.Result.TimeInStateMs["CODING"]);
    }

    [Fact]
    public void The_time_left_runs_out_after_a_pause()
    {
        var (durable, _) = Coding();
        durable.Advance(TimeSpan.FromMinutes(29));
        durable.Send(SignalKind.Pause);
        durable.Advance(TimeSpan.FromHours(5));
        durable.Send(SignalKind.Resume);
        durable.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(WorkflowState.Coding, durable.Status.State);

        durable.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("SLW3005", durable.Status.Failure!.Code);
    }

    [Fact]
    public void A_result_that_comes_during_a_pause_is_used_after_it()
    {
        var (durable, coding) = Coding();
        durable.Send(SignalKind.Pause);
        coding.Complete(Some.Ok(Some.Branch(5)));

        Assert.DoesNotContain(nameof(OpenPullRequest), durable.Work);
        Assert.Equal(WorkflowState.Coding, durable.Status.State);

        durable.Send(SignalKind.Resume);
        Assert.Contains(nameof(OpenPullRequest), durable.Work);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_retry_that_is_due_during_a_pause_begins_after_it()
    {
        var durable = Script.Of();
        durable.Next(nameof(WriteCode), Some.Failed());
        durable.Start();
        durable.Send(SignalKind.Pause);
        durable.Advance(TimeSpan.FromHours(1));
        Assert.Single(durable.Work, nameof(WriteCode));

        durable.Send(SignalKind.Resume);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Pausing_twice_pauses_once_and_resuming_twice_resumes_once()
    {
        var (durable, coding) = Coding();
        durable.Send(SignalKind.Pause);
        durable.Send(SignalKind.Pause, "bob");
        durable.Send(SignalKind.Resume);
        Assert.Equal(ExecutionStatus.Running, durable.Status.Status);
        durable.Send(SignalKind.Resume);

        Assert.Single(durable.All(EventType.WorkflowPaused));
        Assert.Single(durable.All(EventType.WorkflowResumed));
        coding.Complete(Some.Ok(Some.Branch()));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void It_can_be_paused_again_and_each_pause_stops_the_clock()
    {
        var (durable, _) = Coding();
        for (var minute = 0; minute < 3; minute++)
        {
            durable.Advance(TimeSpan.FromMinutes(1));
            durable.Send(SignalKind.Pause);
            durable.Advance(TimeSpan.FromHours(1));
            durable.Send(SignalKind.Resume);
        }

        Assert.Equal(durable.Time.AddMinutes(27), durable.Status.StateDeadline);
        Assert.Single(durable.LiveTimers);
    }

    [Fact]
    public void A_paused_workflow_can_be_cancelled()
    {
        var (durable, _) = Coding();
        durable.Send(SignalKind.Pause);
        durable.Send(SignalKind.Cancel, "bob");

        Assert.Contains(nameof(StopWork), durable.Work);
        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Null(durable.Result.PausedSince);
        Assert.Empty(durable.All(EventType.WorkflowResumed));
        Assert.Equal("bob", Assert.Single(durable.All(EventType.WorkflowCancelled)).GetProperty("actor").GetString());
    }

    [Fact]
    public void The_gates_that_end_during_a_pause_count_after_it()
    {
        var durable = Script.Of(Some.Request() with { Gates = [new("build", "make"), new("tests", "test")] });
        var build = durable.Hold(nameof(RunGate));
        var tests = durable.Hold(nameof(RunGate));
        durable.Start();
        durable.Send(SignalKind.Pause);
        tests.Complete(Some.Ok(Some.Gate("tests")));
        build.Complete(Some.Ok(Some.Gate("build")));
        Assert.Equal(WorkflowState.Validating, durable.Status.State);

        durable.Send(SignalKind.Resume);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void What_people_say_during_a_pause_is_heard_after_it()
    {
        var durable = Script.Run(Some.Request() with { Merge = MergePolicy.AfterApproval });
        durable.Send(SignalKind.Pause);
        durable.Send(SignalKind.Approve, "bob");
        Assert.Equal(ExecutionStatus.Paused, durable.Status.Status);
        Assert.DoesNotContain(nameof(MergePullRequest), durable.Work);

        durable.Send(SignalKind.Resume);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal("bob", Assert.Single(durable.All(EventType.ApprovalDecided)).GetProperty("actor").GetString());
    }

    private static (FakeDurable Durable, HeldActivity Coding) Coding()
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        return (durable, coding);
    }
}
