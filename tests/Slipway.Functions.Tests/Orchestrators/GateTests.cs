using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class GateTests
{
    [Fact]
    public void A_failed_gate_sends_the_workflow_back_to_coding_with_the_gates_output()
    {
        var durable = Script.Run(arrange: script => script.Next(nameof(RunGate), Script.GateFailed(output: "Expected 4, was 5.")));

        Assert.Equal(["PLANNING", "CODING", "PR_CREATED", "VALIDATING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"], durable.States);
        var codes = durable.Inputs<AgentStepInput>(nameof(WriteCode));
        Assert.Equal([AgentMode.Code, AgentMode.Fix], codes.Select(code => code.Mode));
        Assert.Null(codes[0].Feedback);
        Assert.Contains("Gate 'tests'", codes[1].Feedback, StringComparison.Ordinal);
        Assert.Contains("Expected 4, was 5.", codes[1].Feedback, StringComparison.Ordinal);
        Assert.Equal([$"{Some.Id}/code-1", $"{Some.Id}/code-2"], codes.Select(code => code.Marker));
        Assert.Equal([null, "commit1"], codes.Select(code => code.HeadSha));
        Assert.Equal(1, durable.Result.FeedbackRound);
        Assert.Equal(2, Assert.Single(durable.Result.Gates).Round);
        Assert.Equal("commit2", Assert.Single(durable.Inputs<MergePullRequestInput>(nameof(MergePullRequest))).HeadSha);
    }

    [Fact]
    public void Gates_that_fail_after_all_rounds_park_the_workflow()
    {
        var durable = Script.Run(
            Some.Request() with { MaxFeedbackRounds = 2 }, script => script.Always(nameof(RunGate), _ => Script.GateFailed()));

        Assert.Equal(3, durable.Work.Count(name => name == nameof(WriteCode)));
        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Equal(ExecutionStatus.Failed, durable.Status.Status);
        Assert.Equal(ErrorCodes.GatesFailed, durable.Status.Failure!.Code);
        Assert.Equal(WorkflowState.Validating, durable.Status.Failure.State);
        Assert.Equal(ErrorCategory.ValidationFailed, durable.Status.Failure.Category);
        Assert.Contains("tests", durable.Status.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, durable.Status.FeedbackRound);
        Assert.False(durable.IsOver);
        Assert.Equal("A decision: retry, go back, skip, or abort.", durable.Status.WaitingFor);

        var failed = Assert.Single(durable.All(EventType.WorkflowFailed));
        Assert.Equal("SLW3004", failed.GetProperty("code").GetString());
        Assert.Equal("VALIDATING", failed.GetProperty("state").GetString());
        Assert.Equal(Some.Time.AddDays(7), failed.GetProperty("decisionDeadline").GetDateTimeOffset());
    }

    [Fact]
    public void A_gate_whose_answer_is_not_known_yet_is_asked_again_and_that_is_no_attempt()
    {
        var pending = Some.Ok(Some.Gate(passed: false) with { IsPending = true });
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0 }, script => script.Next(nameof(RunGate), pending, pending));

        Assert.Equal(WorkflowState.Validating, durable.Status.State);
        durable.Advance(TimeSpan.FromSeconds(20));
        durable.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("COMPLETED", durable.States.Last());
        Assert.Equal(3, durable.Work.Count(name => name == nameof(RunGate)));
    }

    [Fact]
    public void A_gate_whose_answer_does_not_come_within_its_time_has_not_passed()
    {
        var pending = Some.Ok(Some.Gate(passed: false) with { IsPending = true, Message = "It waits for build." });
        var request = Some.Request() with { MaxFeedbackRounds = 0, Gates = [new GateSpec("tests", "make", TimeLimitSeconds: 50)] };
        var durable = Script.Run(request, script => script.Always(nameof(RunGate), _ => pending));

        for (var look = 0; look < 3; look++)
        {
            durable.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(ErrorCodes.GatesFailed, durable.Status.Failure!.Code);
        Assert.Equal("It waits for build, and had no answer within 50 s.", Assert.Single(durable.Status.Gates).Message);
    }

    [Fact]
    public void Without_feedback_rounds_the_first_failed_gate_parks_the_workflow()
    {
        var durable = Script.Run(
            Some.Request() with { MaxFeedbackRounds = 0 }, script => script.Next(nameof(RunGate), Script.GateFailed()));

        Assert.Single(durable.Work, nameof(WriteCode));
        Assert.Equal(ErrorCodes.GatesFailed, durable.Status.Failure!.Code);
    }

    [Fact]
    public void All_gates_run_at_once_and_one_that_fails_does_not_stop_the_others()
    {
        var request = Some.Request() with { Gates = [new("build", "make"), new("lint", "lint"), new("tests", "test")] };
        var durable = Script.Of(request);
        var gates = request.Gates.Select(_ => durable.Hold(nameof(RunGate))).ToList();
        durable.Start();

        Assert.All(gates, gate => Assert.True(gate.IsRunning));
        Assert.Equal("gates", durable.Status.Step!.Name);
        Assert.Equal("3 quality gates, round 1.", durable.Status.WaitingFor);

        gates[2].Complete(Some.Ok(Some.Gate("tests")));
        gates[0].Complete(Some.Ok(Some.Gate("build", passed: false, "no main")));
        Assert.Equal("VALIDATING", durable.States.Last());
        gates[1].Complete(Some.Ok(Some.Gate("lint")));

        Assert.Equal(
            ["gate:tests", "gate:build", "gate:lint"],
            durable.All(EventType.StepCompleted).Select(data => data.GetProperty("step").GetString()!)
                .Where(step => step.StartsWith("gate:", StringComparison.Ordinal)).Take(3));
        var batch = durable.All(EventType.ParallelBatchCompleted)[0];
        Assert.Equal(2, batch.GetProperty("passed").GetInt32());
        Assert.Equal(1, batch.GetProperty("failed").GetInt32());
        Assert.Equal(2, durable.Inputs<AgentStepInput>(nameof(WriteCode)).Count);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_gate_that_cannot_be_run_is_tried_again_and_is_no_fault_of_the_change()
    {
        var durable = Script.Run(
            arrange: script => script.Next(nameof(RunGate), Some.Failed(code: ErrorCodes.StorageFailed), new IOException("No log.")));
        durable.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(3, durable.Work.Count(name => name == nameof(RunGate)));
        Assert.Single(durable.Work, nameof(WriteCode));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_gate_that_still_cannot_be_run_parks_the_workflow_with_its_error()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 1 },
            script => script.Always(nameof(RunGate), _ => Some.Failed(code: ErrorCodes.StorageFailed, message: "The disk is full.")));
        durable.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(2, durable.Work.Count(name => name == nameof(RunGate)));
        Assert.Single(durable.Work, nameof(WriteCode));
        Assert.Equal(ErrorCodes.StorageFailed, durable.Status.Failure!.Code);
        Assert.Contains("The disk is full.", durable.Status.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(WorkflowState.Validating, durable.Status.Failure.State);
    }

    [Fact]
    public void A_gate_that_is_to_be_tried_again_is_not_once_its_state_has_been_left()
    {
        var request = Some.Request() with { StateTimeoutMinutes = 1, Gates = [new("build", "make"), new("tests", "test")] };
        var durable = Script.Of(request);
        durable.Hold(nameof(RunGate));
        durable.Start();
        var before = durable.Work.Count(name => name == nameof(RunGate));
        durable.Next(nameof(RunGate), new IOException("No log."));
        durable.Advance(TimeSpan.FromSeconds(59));
        durable.Send(SignalKind.Cancel);

        durable.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(2, before);
        Assert.Equal(before, durable.Work.Count(name => name == nameof(RunGate)));
        Assert.True(durable.IsOver);
    }

    [Fact]
    public void The_other_gates_end_before_a_gate_that_cannot_be_run_parks_the_workflow()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 0, Gates = [new("build", "make"), new("tests", "test")] });
        var build = durable.Hold(nameof(RunGate));
        var tests = durable.Hold(nameof(RunGate));
        durable.Start();
        build.Complete(Some.Failed());
        Assert.Equal(WorkflowState.Validating, durable.Status.State);
        tests.Complete(Some.Ok(Some.Gate("tests")));

        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Equal("gates", durable.Status.Failure!.Step);
    }
}
