using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class HappyPathTests
{
    [Fact]
    public void A_requirement_goes_through_all_states_to_a_merged_pull_request()
    {
        var durable = Script.Run();

        Assert.Equal(["PLANNING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"], durable.States);
        Assert.Equal(
            [
                nameof(PrepareWorkspace), nameof(WritePlan), nameof(WriteCode), nameof(OpenPullRequest), nameof(RunGate),
                nameof(MergePullRequest), nameof(CloseWorkspace),
            ],
            durable.Work);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(ExecutionStatus.Completed, durable.Result.Status);
        Assert.Equal("merge1", durable.Result.PullRequest!.MergeSha);
        Assert.Equal("commit1", Assert.Single(durable.Result.Commits).Sha);
        Assert.Equal(1, durable.Result.Diff!.Files);
        Assert.Equal(Some.Plan(), durable.Result.Plan);
        Assert.Null(durable.Result.WaitingFor);
        Assert.Null(durable.Result.StateDeadline);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void Its_events_are_numbered_without_gaps_and_told_in_order()
    {
        var durable = Script.Run();

        Assert.Equal(Enumerable.Range(1, durable.Events.Count)
            .Select(number => (long)number), durable.Events.Select(happened => happened.Sequence));
        Assert.Equal(EventType.WorkflowStarted, durable.Events[0].Type);
        Assert.Equal(EventType.WorkflowCompleted, durable.Events[^1].Type);
        Assert.Equal(
            ["prepare", "plan", "code", "open-pull-request", "gates", "merge"],
            durable.All(EventType.StepStarted).Select(data => data.GetProperty("step").GetString()));
        Assert.Equal(
            ["prepare", "plan", "code", "open-pull-request", "gate:tests", "gates", "merge"],
            durable.All(EventType.StepCompleted).Select(data => data.GetProperty("step").GetString()));
        Assert.Equal("plan.md", Assert.Single(durable.All(EventType.ArtifactSaved)).GetProperty("name").GetString());
        Assert.Equal(7, Assert.Single(durable.All(EventType.WorkflowCompleted)).GetProperty("pullRequest").GetProperty("number")
            .GetInt32());
    }

    [Fact]
    public void A_batch_of_gates_names_the_same_steps_when_it_begins_and_when_it_ends()
    {
        var durable = Script.Run();

        var begun = Assert.Single(durable.All(EventType.ParallelBatchStarted)).GetProperty("steps");
        var ended = Assert.Single(durable.All(EventType.ParallelBatchCompleted)).GetProperty("steps");
        Assert.Equal("gate:tests", Assert.Single(begun.EnumerateArray()).GetString());
        Assert.Equal(begun.GetRawText(), ended.GetRawText());
    }

    [Fact]
    public void Each_step_is_given_what_it_needs()
    {
        var request = Some.Request() with { BaseBranch = "main", AgentSilenceMinutes = 4 };
        var durable = Script.Of(request);
        var planning = durable.Hold(nameof(WritePlan));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(10));
        planning.Complete(Some.Ok(Some.Plan()));

        Assert.Equal(new PrepareWorkspaceInput(Some.Id, "/repos/shop", "main"),
            Assert.Single(durable.Inputs<PrepareWorkspaceInput>(nameof(PrepareWorkspace))));

        var plan = Assert.Single(durable.Inputs<AgentStepInput>(nameof(WritePlan)));
        Assert.Equal(
            new AgentStepInput(
                Some.Workspace(), "plan", $"{Some.Id}/plan-1", 1, AgentMode.Plan, request.Agent, request.Requirement, null, null, null,
                TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(4)),
            plan);

        var code = Assert.Single(durable.Inputs<AgentStepInput>(nameof(WriteCode)));
        Assert.Equal(plan with { Step = "code", Marker = $"{Some.Id}/code-1", Mode = AgentMode.Code, Plan = Some.Plan() }, code);

        Assert.Equal(
            new OpenPullRequestInput(Some.Workspace(), request.Requirement, Some.Plan(), "first"),
            Assert.Single(durable.Inputs<OpenPullRequestInput>(nameof(OpenPullRequest))));
        Assert.Equal(
            new RunGateInput(Some.Workspace(), request.Gates[0], "commit1"), Assert.Single(durable.Inputs<RunGateInput>(nameof(RunGate))));
        Assert.Equal(
            new MergePullRequestInput(Some.Workspace(), "commit1"),
            Assert.Single(durable.Inputs<MergePullRequestInput>(nameof(MergePullRequest))));
        Assert.Equal(new CloseWorkspaceInput(Some.Id), Assert.Single(durable.Inputs<CloseWorkspaceInput>(nameof(CloseWorkspace))));
    }

    [Fact]
    public void The_pull_request_gets_what_the_request_says()
    {
        var settings = new PullRequestSettings { Labels = ["api"] };
        var durable = Script.Of(Some.Request() with { PullRequest = settings });

        durable.Start();

        var input = Assert.Single(durable.Inputs<OpenPullRequestInput>(nameof(OpenPullRequest)));
        Assert.Equal(settings.Labels, input.Settings!.Labels);
    }

    [Fact]
    public void An_agent_gets_no_more_time_than_its_state_has_left()
    {
        var durable = Script.Of();
        var preparing = durable.Hold(nameof(PrepareWorkspace));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(12));
        preparing.Complete(Some.Ok(Some.Workspace()));

        Assert.Equal(TimeSpan.FromMinutes(18), Assert.Single(durable.Inputs<AgentStepInput>(nameof(WritePlan))).TimeLimit);
    }

    [Fact]
    public void The_time_in_each_state_is_counted()
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(3));
        coding.Complete(Some.Ok(Some.Branch()));

        Assert.Equal([KeyValuePair.Create("CODING", 180_000L)], durable.Result.TimeInStateMs);
        Assert.Equal(180_000, durable.All(EventType.StepCompleted).Single(data => data.GetProperty("step").GetString() == "code")
            .GetProperty("durationMs").GetInt64());
        Assert.Equal(180_000, durable.All(EventType.WorkflowCompleted)[0].GetProperty("durationMs").GetInt64());
    }

    [Fact]
    public void The_event_of_a_step_names_the_log_of_its_program()
    {
        var durable = Script.Of();
        var coding = durable.Hold(nameof(WriteCode));
        durable.Start();
        coding.Complete(Some.Ok(Some.Branch()) with { Log = "aa11" });

        Assert.Equal("aa11", durable.All(EventType.StepCompleted).Single(data => data.GetProperty("step").GetString() == "code")
            .GetProperty("log").GetString());
    }

    [Fact]
    public void A_workflow_without_gates_is_merged_without_any()
    {
        var durable = Script.Run(Some.Request() with { Gates = [] });

        Assert.DoesNotContain(nameof(RunGate), durable.Work);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_pull_request_that_is_never_to_be_merged_stays_open()
    {
        var durable = Script.Run(Some.Request() with { Merge = MergePolicy.Never });

        Assert.DoesNotContain(nameof(MergePullRequest), durable.Work);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal("open", durable.Result.PullRequest!.State);
    }

    [Fact]
    public void The_worktree_is_removed_at_the_end_and_a_failure_of_that_changes_nothing()
    {
        var durable = Script.Run(arrange: script => script.Next(nameof(CloseWorkspace), new IOException("The disk is gone.")));

        Assert.Equal(nameof(CloseWorkspace), durable.Work.Last());
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Events_that_cannot_be_published_do_not_stop_the_workflow()
    {
        var durable = Script.Run(arrange: script => script.Always(nameof(PublishEvents), _ => new IOException("Nobody listens.")));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(EventType.WorkflowCompleted, durable.Events[^1].Type);
    }

    [Fact]
    public void Whoever_is_told_that_it_is_completed_finds_it_completed()
    {
        var durable = Script.Of();
        var closing = durable.Hold(nameof(CloseWorkspace));
        durable.Start();

        Assert.True(closing.IsRunning);
        Assert.Equal(WorkflowState.Completed, durable.Status.State);
        Assert.Equal(ExecutionStatus.Completed, durable.Status.Status);
    }
}
