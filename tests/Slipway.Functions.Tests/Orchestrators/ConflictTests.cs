using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class ConflictTests
{
    private const string Message = "Pull request 1 conflicts with 'main' in: shop.cs.";

    [Theory]
    [InlineData(Decision.Retry)]
    [InlineData(Decision.GoBack)]
    public void After_a_conflict_the_agent_is_told_of_it_and_the_gates_judge_the_result(Decision decision)
    {
        var durable = InConflict();

        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = decision, State = WorkflowState.Coding });

        var again = durable.Inputs<AgentStepInput>(nameof(WriteCode))[^1];
        Assert.Equal((AgentMode.Merge, Message), (again.Mode, again.Feedback));
        Assert.Equal(["FAILED", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"], durable.States.SkipWhile(name => name != "FAILED"));
        Assert.Equal(2, durable.Work.Count(name => name == nameof(RunGate)));
        Assert.Equal("commit2", durable.Inputs<MergePullRequestInput>(nameof(MergePullRequest))[^1].HeadSha);
    }

    [Fact]
    public void An_agent_that_fails_at_a_conflict_is_told_of_it_again()
    {
        var durable = InConflict();
        durable.Next(nameof(WriteCode), Some.Failed());
        durable.Send(SignalKind.Decide);
        Assert.Equal(WorkflowState.Coding, durable.Status.Failure!.State);
        durable.Send(SignalKind.Decide);

        var again = durable.Inputs<AgentStepInput>(nameof(WriteCode))[^1];
        Assert.Equal((AgentMode.Merge, Message), (again.Mode, again.Feedback));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Gates_that_fail_after_a_conflict_was_resolved_are_about_the_gates()
    {
        var durable = InConflict();
        durable.Next(nameof(RunGate), Script.GateFailed());
        durable.Send(SignalKind.Decide);

        Assert.Equal(
            [AgentMode.Code, AgentMode.Merge, AgentMode.Fix],
            durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Mode));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Going_back_to_planning_begins_the_branch_anew_and_forgets_the_conflict()
    {
        var durable = InConflict();
        durable.Next(nameof(PrepareWorkspace), Some.Failed());
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.GoBack, State = WorkflowState.Planning });
        durable.Send(SignalKind.Decide);

        Assert.Equal([false, true, true], durable.Inputs<PrepareWorkspaceInput>(nameof(PrepareWorkspace)).Select(input => input.Anew));
        var again = durable.Inputs<AgentStepInput>(nameof(WriteCode))[^1];
        Assert.Equal((AgentMode.Code, "", null), (again.Mode, again.Feedback, again.HeadSha));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    private static FakeDurable InConflict() => Script.Run(
        Some.Request() with { MaxRetries = 0 },
        script => script.Next(
            nameof(MergePullRequest), Some.Failed(ErrorCategory.ValidationFailed, ErrorCodes.MergeConflict, Message)));
}
