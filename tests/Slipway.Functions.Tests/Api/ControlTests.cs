using Microsoft.DurableTask.Client;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Api;

public sealed class ControlTests
{
    private readonly ApiScene _scene = new();

    [Theory]
    [InlineData("pause", SignalKind.Pause)]
    [InlineData("cancel", SignalKind.Cancel)]
    public async Task A_command_reaches_the_workflow_with_who_and_why(string command, SignalKind kind)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        var answer = await _scene.Body("""{"actor":" alice\n","reason":"Freeze."}""").AnswerAsync(Sends(command));

        Assert.Equal((202, Some.Id), (answer.Status, answer.String("id")));
        Assert.Equal(new WorkflowSignal { Kind = kind, Actor = "alice", Reason = "Freeze." }, Assert.Single(_scene.Signals));
    }

    [Fact]
    public async Task A_command_needs_no_body()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding, ExecutionStatus.Paused));

        var answer = await _scene.AnswerAsync(Sends("resume"));

        Assert.Equal(202, answer.Status);
        Assert.Equal(new WorkflowSignal { Kind = SignalKind.Resume, Actor = "operator" }, Assert.Single(_scene.Signals));
    }

    [Fact]
    public async Task Approving_and_rejecting_carry_a_comment()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge));
        await _scene.Body("""{"actor":"alice","comment":"Fine."}""").AnswerAsync(Sends("approve"));
        await _scene.Body("""{"actor":"bob","comment":"No."}""").AnswerAsync(Sends("reject"));

        Assert.Equal(
            [(SignalKind.Approve, "Fine."), (SignalKind.Reject, "No.")], _scene.Signals.Select(signal => (signal.Kind, signal.Reason!)));
    }

    [Fact]
    public async Task A_decision_carries_what_it_changes()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Failed, ExecutionStatus.Failed, failedIn: WorkflowState.Validating));

        await _scene.Body("""{"actor":"alice","decision":"go_back","state":"CODING","requirement":"Less.","agent":{"name":"other"}}""")
            .AnswerAsync(Sends("recover"));

        var signal = Assert.Single(_scene.Signals);
        Assert.Equal((SignalKind.Decide, Decision.GoBack, WorkflowState.Coding), (signal.Kind, signal.Decision, signal.State));
        Assert.Equal(("Less.", new AgentSelector("other")), (signal.Requirement, signal.Agent));
    }

    [Theory]
    [InlineData("retry", Decision.Retry)]
    [InlineData("skip", Decision.Skip)]
    [InlineData("abort", Decision.Abort)]
    [InlineData(null, Decision.Retry)]
    public async Task Recovering_retries_unless_something_else_is_decided(string? decision, Decision expected)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Failed, ExecutionStatus.Failed));

        await _scene.Body(decision is null ? "{}" : $$"""{"decision":"{{decision}}"}""").AnswerAsync(Sends("recover"));

        Assert.Equal(expected, Assert.Single(_scene.Signals).Decision);
    }

    [Theory]
    [InlineData("pause", WorkflowState.Coding, ExecutionStatus.Paused, "{}", "it is paused already")]
    [InlineData("pause", WorkflowState.Failed, ExecutionStatus.Failed, "{}", "parked in FAILED")]
    [InlineData("resume", WorkflowState.Coding, ExecutionStatus.Running, "{}", "it is not paused")]
    [InlineData("recover", WorkflowState.Coding, ExecutionStatus.Running, "{}", "it is in CODING")]
    [InlineData("recover", WorkflowState.Failed, ExecutionStatus.Failed, """{"decision":"go_back"}""", "needs the state")]
    [InlineData("recover", WorkflowState.Failed, ExecutionStatus.Failed, """{"decision":"go_back","state":"VALIDATING"}""",
        "cannot go back from there to VALIDATING")]
    [InlineData("recover", WorkflowState.Failed, ExecutionStatus.Failed, """{"decision":"go_back","state":"IDLE"}""",
        "cannot go back from there to IDLE")]
    [InlineData("approve", WorkflowState.Coding, ExecutionStatus.Running, "{}", "does not wait for an approval")]
    [InlineData("reject", WorkflowState.Coding, ExecutionStatus.Running, "{}", "does not wait for an approval")]
    public async Task What_makes_no_sense_now_is_refused_with_the_reason(
        string command, WorkflowState state, ExecutionStatus status, string body, string reason)
    {
        _scene.Has(ApiScene.Snapshot(state, status));

        await AssertRefusedAsync(command, body, reason);
    }

    [Fact]
    public async Task Skipping_what_everything_else_needs_is_refused()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Failed, ExecutionStatus.Failed, LifecycleStep.Prepare, WorkflowState.Planning));

        await AssertRefusedAsync("recover", """{"decision":"skip"}""", "cannot be skipped");
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed, WorkflowState.Completed, ExecutionStatus.Completed, "it is COMPLETED")]
    [InlineData(OrchestrationRuntimeStatus.Completed, WorkflowState.Failed, ExecutionStatus.Aborted, "it ended as aborted in FAILED")]
    [InlineData(OrchestrationRuntimeStatus.Completed, WorkflowState.Failed, ExecutionStatus.Failed, "it ended as failed in FAILED")]
    [InlineData(OrchestrationRuntimeStatus.Terminated, WorkflowState.Coding, ExecutionStatus.Running, "it ended as aborted in FAILED")]
    [InlineData(OrchestrationRuntimeStatus.Failed, WorkflowState.Coding, ExecutionStatus.Running, "it ended as failed in FAILED")]
    [InlineData(OrchestrationRuntimeStatus.Running, WorkflowState.Completed, ExecutionStatus.Completed, "it is COMPLETED")]
    [InlineData(OrchestrationRuntimeStatus.Running, WorkflowState.Failed, ExecutionStatus.Aborted, "it ended as aborted in FAILED")]
    public async Task What_is_over_takes_no_command(
        OrchestrationRuntimeStatus runtime, WorkflowState state, ExecutionStatus status, string reason)
    {
        foreach (var command in new[] { "pause", "resume", "cancel", "recover", "approve", "reject" })
        {
            _scene.Has(ApiScene.Snapshot(state, status) with { DecisionDeadline = null }, runtime);

            await AssertRefusedAsync(command, "{}", reason);
        }
    }

    [Fact]
    public async Task A_workflow_that_was_suspended_on_its_host_is_resumed_there()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding), OrchestrationRuntimeStatus.Suspended);

        var answer = await _scene.Body("""{"reason":"Go on."}""").AnswerAsync(Sends("resume"));

        Assert.Equal(202, answer.Status);
        Assert.Empty(_scene.Signals);
        _scene.Client.Verify(client => client.ResumeInstanceAsync(Some.Id, "Go on.", It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task A_workflow_that_was_suspended_on_its_host_hears_that_it_is_cancelled()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding), OrchestrationRuntimeStatus.Suspended);

        await _scene.AnswerAsync(Sends("cancel"));

        Assert.Equal(SignalKind.Cancel, Assert.Single(_scene.Signals).Kind);
        _scene.Client.Verify(client => client.ResumeInstanceAsync(Some.Id, It.IsAny<string?>(), It.IsAny<CancellationToken>()));
    }

    [Theory]
    [InlineData("""{"decision":"explode"}""", "decision")]
    [InlineData("""{"decision":7}""", "decision")]
    [InlineData("""{"decision":"go_back","state":-1}""", "state")]
    [InlineData("""{"decision":"go_back","state":"NOWHERE"}""", "state")]
    [InlineData("""{"requirement":" "}""", "requirement")]
    [InlineData("""{"requirement":"\u0001"}""", "requirement")]
    [InlineData("""{"agent":{}}""", "agent")]
    [InlineData("""{"agent":{"name":"a","command":"b"}}""", "agent")]
    [InlineData("""{"decide":"abort"}""", "decide")]
    public async Task What_is_wrong_with_a_command_is_named(string body, string field)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Failed, ExecutionStatus.Failed));

        var answer = await _scene.Body(body).AnswerAsync(Sends("recover"));

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Equal(field, Assert.Single(answer.Json.GetProperty("errors").EnumerateObject()).Name);
        Assert.Empty(_scene.Signals);
    }

    [Fact]
    public async Task An_actor_with_too_long_a_name_is_refused()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        var answer = await _scene.Body(new { actor = new string('a', 201) }).AnswerAsync(Sends("pause"));

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task A_reason_keeps_no_credential_and_is_not_endless()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        await _scene.Body(new { reason = "ghp_0123456789abcdefghijklmnopqrstuvwxyz " + new string('x', 10_000) })
            .AnswerAsync(Sends("pause"));

        var reason = Assert.Single(_scene.Signals).Reason!;
        Assert.StartsWith("[redacted] x", reason, StringComparison.Ordinal);
        Assert.InRange(reason.Length, 1_000, 2_000);
    }

    private static Func<ApiScene, Task<Microsoft.AspNetCore.Http.IResult>> Sends(string command) => scene =>
    {
        WorkflowControlApi api = scene.Control;
        var (request, client) = (scene.Request, scene.Client.Object);
        return command switch
        {
            "pause" => api.PauseAsync(request, client, Some.Id),
            "resume" => api.ResumeAsync(request, client, Some.Id),
            "cancel" => api.CancelAsync(request, client, Some.Id),
            "recover" => api.RecoverAsync(request, client, Some.Id),
            "approve" => api.ApproveAsync(request, client, Some.Id),
            _ => api.RejectAsync(request, client, Some.Id),
        };
    };

    private async Task AssertRefusedAsync(string command, string body, string reason)
    {
        var answer = await _scene.Body(body).AnswerAsync(Sends(command));

        Assert.Equal((409, ErrorCodes.TransitionRefused), (answer.Status, answer.Code));
        Assert.Contains(reason, answer.Detail, StringComparison.Ordinal);
        Assert.Empty(_scene.Signals);
    }
}
