using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Api;

public sealed class ViewTests
{
    [Fact]
    public void A_running_workflow_is_shown_with_all_it_has()
    {
        var snapshot = new WorkflowSnapshot
        {
            State = WorkflowState.Validating,
            Status = ExecutionStatus.Running,
            StateEnteredAt = Some.Time,
            StateDeadline = Some.Time.AddMinutes(30),
            Step = new StepProgress("gates", 1, 1, Some.Time, null),
            BaseBranch = "main",
            Agent = "second",
            FeedbackRound = 1,
            Plan = Some.Plan(),
            Commits = Some.Branch().Commits,
            Diff = Some.Branch().Diff,
            PullRequest = Some.PullRequest(),
            Gates = [new GateReport("tests", false, 1, "Exit code 1.", 12, 1, Some.Artifact("gate.log"))],
            TimeInStateMs = new Dictionary<string, long>(StringComparer.Ordinal) { ["CODING"] = 5 },
            WaitingFor = "1 quality gates, round 2.",
        };

        var json = Json(OrchestrationRuntimeStatus.Running, snapshot);

        Assert.Equal(
            [
                "agent", "baseBranch", "branch", "commits", "createdAt", "diff", "feedbackRound", "gates", "id", "links",
                "maxFeedbackRounds",
                "plan", "pullRequest", "repository", "requirement", "state", "stateDeadline", "stateEnteredAt", "status", "step",
                "timeInStateMs", "updatedAt", "waitingFor",
            ],
            json.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal("VALIDATING", json.GetProperty("state").GetString());
        Assert.Equal("second", json.GetProperty("agent").GetString());
        Assert.Equal(3, json.GetProperty("maxFeedbackRounds").GetInt32());
        Assert.Equal(7, json.GetProperty("pullRequest").GetProperty("number").GetInt32());
        Assert.Equal(1, json.GetProperty("gates")[0].GetProperty("round").GetInt32());
        Assert.Equal("commit1", json.GetProperty("commits")[0].GetProperty("sha").GetString());
        Assert.Equal(5, json.GetProperty("timeInStateMs").GetProperty("CODING").GetInt64());
    }

    [Fact]
    public void One_that_has_not_begun_is_pending()
    {
        var json = Json(OrchestrationRuntimeStatus.Pending, null);

        Assert.Equal(("IDLE", "pending"), Of(json));
        Assert.Equal("first", json.GetProperty("agent").GetString());
        Assert.Equal("To be started.", json.GetProperty("waitingFor").GetString());
    }

    [Theory]
    [InlineData(WorkflowState.Completed, ExecutionStatus.Completed)]
    [InlineData(WorkflowState.Failed, ExecutionStatus.Failed)]
    [InlineData(WorkflowState.Failed, ExecutionStatus.Aborted)]
    public void One_that_is_over_is_shown_as_it_ended(WorkflowState state, ExecutionStatus status)
    {
        var json = Json(OrchestrationRuntimeStatus.Completed, ApiScene.Snapshot(state, status));

        Assert.Equal((state.ToName(), JsonSerializer.Serialize(status).Trim('"')), Of(json));
        Assert.Equal(state == WorkflowState.Failed, json.TryGetProperty("failure", out _));
    }

    [Fact]
    public void One_that_died_of_a_defect_is_failed_and_waits_for_nothing()
    {
        var json = Json(
            OrchestrationRuntimeStatus.Failed,
            ApiScene.Snapshot(WorkflowState.Coding, step: "code") with { StateDeadline = Some.Time },
            new TaskFailureDetails("System.NullReferenceException", "Oh.", null, null, null));

        Assert.Equal(("FAILED", "failed"), Of(json));
        Assert.Equal("SLW9001", json.GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal("CODING", json.GetProperty("failure").GetProperty("state").GetString());
        Assert.Equal("code", json.GetProperty("failure").GetProperty("step").GetString());
        Assert.Equal("Oh.", json.GetProperty("failure").GetProperty("message").GetString());
        Assert.All(["waitingFor", "step", "stateDeadline"], name => Assert.False(json.TryGetProperty(name, out _), name));
    }

    [Fact]
    public void One_whose_code_does_not_fit_its_history_waits_for_code_that_does()
    {
        var json = Json(
            OrchestrationRuntimeStatus.Running,
            ApiScene.Snapshot(WorkflowState.Coding),
            new TaskFailureDetails("Mismatch", "Event 7 differs.", null, null, null));

        Assert.Equal(("CODING", "running"), Of(json));
        Assert.Equal("Code that fits its history: Event 7 differs.", json.GetProperty("waitingFor").GetString());
    }

    [Fact]
    public void One_that_was_terminated_is_aborted()
    {
        var json = Json(OrchestrationRuntimeStatus.Terminated, ApiScene.Snapshot(WorkflowState.Planning));

        Assert.Equal(("FAILED", "aborted"), Of(json));
        Assert.Equal(ErrorCodes.Cancelled, json.GetProperty("failure").GetProperty("code").GetString());
        Assert.False(json.TryGetProperty("waitingFor", out _));
    }

    [Fact]
    public void One_that_is_suspended_is_paused_where_it_stands()
    {
        Assert.Equal(("CODING", "paused"), Of(Json(OrchestrationRuntimeStatus.Suspended, ApiScene.Snapshot(WorkflowState.Coding))));
    }

    [Fact]
    public void A_status_of_another_version_does_not_hide_the_rest()
    {
        var metadata = new OrchestrationMetadata("CiCdLifecycle", Some.Id) { SerializedCustomStatus = "[1]", SerializedInput = "17" };

        Assert.Equal(("IDLE", "pending"), Of(JsonSerializer.SerializeToElement(WorkflowView.From(metadata), CoreJson.Options)));
    }

    private static JsonElement Json(OrchestrationRuntimeStatus status, WorkflowSnapshot? snapshot, TaskFailureDetails? failure = null) =>
        JsonSerializer.SerializeToElement(
            WorkflowView.From(ApiScene.Metadata(Some.Id, Some.Request(), status, snapshot, failure)), CoreJson.Options);

    private static (string? State, string? Status) Of(JsonElement json) =>
        (json.GetProperty("state").GetString(), json.GetProperty("status").GetString());
}
