using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class DecisionTests
{
    [Theory]
    [InlineData(nameof(PrepareWorkspace), "PLANNING")]
    [InlineData(nameof(WritePlan), "PLANNING")]
    [InlineData(nameof(WriteCode), "CODING")]
    [InlineData(nameof(OpenPullRequest), "PR_CREATED")]
    [InlineData(nameof(MergePullRequest), "VALIDATING")]
    public void A_retry_does_the_failed_state_again_and_no_finished_one(string activity, string state)
    {
        var durable = FailedIn(activity);
        Assert.Equal(state, durable.Status.Failure!.State.ToName());
        var finished = durable.Work.TakeWhile(name => name != activity).ToList();

        durable.Send(SignalKind.Decide);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(["FAILED", state], durable.States.SkipWhile(name => name != "FAILED").Take(2));
        Assert.Equal(2, durable.Work.Count(name => name == activity));
        Assert.All(finished.Where(name => name != nameof(RunGate)), name => Assert.Single(durable.Work, name));
        Assert.Null(durable.Result.Failure);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_retry_can_have_another_agent_and_another_requirement()
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.Send(new WorkflowSignal
        {
            Kind = SignalKind.Decide, Decision = Decision.Retry, Agent = new AgentSelector("other"), Requirement = "Add two greetings.",
        });

        var again = durable.Inputs<AgentStepInput>(nameof(WriteCode))[^1];
        Assert.Equal(new AgentSelector("other"), again.Agent);
        Assert.Equal("Add two greetings.", again.Requirement);
        Assert.Equal($"{Some.Id}/code-2", again.Marker);
        Assert.Equal("other", durable.Result.Agent);
        Assert.Equal("Add two greetings.", Assert.Single(durable.Inputs<OpenPullRequestInput>(nameof(OpenPullRequest))).Requirement);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u0001\u0002")]
    public void A_new_requirement_without_a_word_leaves_the_old_one(string requirement)
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry, Requirement = requirement });

        Assert.Equal("Add a greeting.", durable.Inputs<AgentStepInput>(nameof(WriteCode))[^1].Requirement);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void After_a_decision_the_fallback_agents_are_there_again()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0, FallbackAgents = [new("second")] },
            script => script.Next(nameof(WriteCode), Some.Failed(), Some.Failed(), Some.Failed()));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Agent = new AgentSelector("other") });

        Assert.Equal(
            ["first", "second", "other", "second"],
            durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Agent.Name));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Theory]
    [InlineData(WorkflowState.Planning, new[] { "PLANNING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED" })]
    [InlineData(WorkflowState.Coding, new[] { "CODING", "PR_CREATED", "VALIDATING", "COMPLETED" })]
    [InlineData(WorkflowState.PrCreated, new[] { "PR_CREATED", "VALIDATING", "COMPLETED" })]
    [InlineData(WorkflowState.Validating, new[] { "VALIDATING", "COMPLETED" })]
    public void Going_back_does_everything_from_that_state_again(WorkflowState state, string[] states)
    {
        var durable = FailedIn(nameof(MergePullRequest));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.GoBack, State = state });

        Assert.Equal(states, durable.States.SkipWhile(name => name != "FAILED").Skip(1));
        Assert.Equal(state == WorkflowState.Planning ? 2 : 1, durable.Work.Count(name => name == nameof(WritePlan)));
        Assert.Equal(state <= WorkflowState.Coding ? 2 : 1, durable.Work.Count(name => name == nameof(WriteCode)));
        Assert.Equal(state == WorkflowState.Planning ? 2 : 1, durable.Work.Count(name => name == nameof(PrepareWorkspace)));
    }

    [Theory]
    [InlineData(WorkflowState.Idle)]
    [InlineData(WorkflowState.PrCreated)]
    [InlineData(WorkflowState.Completed)]
    [InlineData(WorkflowState.Failed)]
    [InlineData((WorkflowState)(-1))]
    [InlineData((WorkflowState)99)]
    [InlineData(null)]
    public void Going_back_to_where_it_cannot_is_ignored(WorkflowState? state)
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.GoBack, State = state });

        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.NotNull(durable.Status.DecisionDeadline);
        durable.Send(SignalKind.Decide);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_decision_that_does_not_exist_is_ignored()
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.SendJson("""{"kind":"Decide","decision":77}""");

        Assert.Equal(WorkflowState.Failed, durable.Status.State);
    }

    [Theory]
    [InlineData(nameof(WritePlan), "plan", "CODING")]
    [InlineData(nameof(OpenPullRequest), "open-pull-request", "VALIDATING")]
    [InlineData(nameof(MergePullRequest), "merge", "COMPLETED")]
    public void Skipping_goes_on_without_the_step_that_failed(string activity, string step, string next)
    {
        var durable = FailedIn(activity);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip, Actor = "alice", Reason = "Not needed." });

        Assert.Single(durable.Work, activity);
        Assert.Equal(next, durable.States.SkipWhile(name => name != "FAILED").ElementAt(2));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        var skipped = Assert.Single(durable.All(EventType.StepSkipped));
        Assert.Equal(step, skipped.GetProperty("step").GetString());
        Assert.Equal("alice", skipped.GetProperty("actor").GetString());
        Assert.Equal("Not needed.", skipped.GetProperty("reason").GetString());
    }

    [Fact]
    public void Failed_gates_and_a_missing_approval_can_be_skipped()
    {
        var durable = Script.Run(
            Some.Request() with { MaxFeedbackRounds = 0, Merge = MergePolicy.AfterApproval },
            script => script.Next(nameof(RunGate), Script.GateFailed()));
        var skip = new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip };
        durable.Send(skip);
        Assert.Equal("approve-merge", durable.Status.Step!.Name);
        durable.Send(SignalKind.Reject);
        durable.Send(skip);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Single(durable.Work, nameof(RunGate));
    }

    [Fact]
    public void What_everything_else_needs_cannot_be_skipped()
    {
        var durable = FailedIn(nameof(PrepareWorkspace));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip });

        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Empty(durable.All(EventType.StepSkipped));
    }

    [Fact]
    public void Going_back_does_what_was_skipped()
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.Next(nameof(OpenPullRequest), Some.Failed());
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip });
        Assert.Equal("open-pull-request", durable.Status.Failure!.Step);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.GoBack, State = WorkflowState.Coding });

        Assert.Equal(2, durable.Work.Count(name => name == nameof(WriteCode)));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Theory]
    [InlineData(Decision.Retry, 1)]
    [InlineData(Decision.GoBack, 2)]
    public void A_decision_about_failed_gates_gives_new_rounds_of_fixing(Decision decision, int fixesBeforeTheRound)
    {
        var durable = Script.Run(
            Some.Request() with { MaxFeedbackRounds = 1 },
            script => script.Next(nameof(RunGate), Script.GateFailed(), Script.GateFailed(), Script.GateFailed()));
        Assert.Equal(ErrorCodes.GatesFailed, durable.Status.Failure!.Code);
        var before = durable.Work.Count(name => name == nameof(WriteCode));

        durable.Send(new WorkflowSignal
        {
            Kind = SignalKind.Decide, Decision = decision, State = WorkflowState.Coding, Agent = new AgentSelector("other"),
        });

        Assert.Equal(fixesBeforeTheRound, durable.Work.Count(name => name == nameof(WriteCode)) - before);
        Assert.All(durable.Inputs<AgentStepInput>(nameof(WriteCode)).Skip(before), input =>
        {
            Assert.Equal("other", input.Agent.Name);
            Assert.Equal(AgentMode.Fix, input.Mode);
        });
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Aborting_ends_the_workflow_and_keeps_why_it_failed()
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Abort, Actor = "alice", Reason = "No use." });

        Assert.Equal(ExecutionStatus.Aborted, durable.Result.Status);
        Assert.Equal(WorkflowState.Failed, durable.Result.State);
        Assert.Equal("code", durable.Result.Failure!.Step);
        Assert.Equal("alice", Assert.Single(durable.All(EventType.WorkflowCancelled)).GetProperty("actor").GetString());
        Assert.Equal(nameof(CloseWorkspace), durable.Work.Last());
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void Without_a_decision_it_is_closed_after_seven_days_and_not_before()
    {
        var durable = FailedIn(nameof(WriteCode));
        Assert.Equal(Some.Time.AddDays(7), durable.Status.DecisionDeadline);
        Assert.Null(durable.Status.StateDeadline);
        durable.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.False(durable.IsOver);
        durable.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ExecutionStatus.Failed, durable.Result.Status);
        Assert.Equal("code", durable.Result.Failure!.Step);
        Assert.Null(durable.Result.DecisionDeadline);
        Assert.Equal(nameof(CloseWorkspace), durable.Work.Last());
        Assert.Contains("7 days", durable.All(EventType.Progress)[^1].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parked_workflow_cannot_be_paused()
    {
        var durable = FailedIn(nameof(WriteCode));
        durable.Send(SignalKind.Pause);

        Assert.Equal(ExecutionStatus.Failed, durable.Status.Status);
        Assert.Empty(durable.All(EventType.WorkflowPaused));
    }

    [Fact]
    public void It_can_fail_and_be_recovered_more_than_once()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0 },
            script =>
            {
                script.Next(nameof(WriteCode), Some.Failed(), Some.Failed());
                script.Next(nameof(MergePullRequest), Some.Failed());
            });
        durable.Send(SignalKind.Decide);
        Assert.Equal(WorkflowState.Coding, durable.Status.Failure!.State);
        durable.Send(SignalKind.Decide);
        Assert.Equal(WorkflowState.Validating, durable.Status.Failure!.State);
        durable.Send(SignalKind.Decide);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(3, durable.All(EventType.WorkflowFailed).Count);
    }

    private static FakeDurable FailedIn(string activity) => Script.Run(
        Some.Request() with { MaxRetries = 0 }, script => script.Next(activity, Some.Failed()));
}
