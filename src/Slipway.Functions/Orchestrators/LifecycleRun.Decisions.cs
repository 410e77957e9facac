using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Orchestrators;

/// <content>Decisions: what going on after a failure changes.</content>
internal sealed partial class LifecycleRun
{
    /// <summary>Whether the branch is to begin at the base again.</summary>
    public bool BeginsAnew { get; private set; }

    /// <summary>Whether the agent is to resolve a conflict with the base branch.</summary>
    public bool ResolvesConflict { get; private set; }

    /// <summary>Takes over the worktree.</summary>
    public void Begun(Workspace workspace)
    {
        Update(context => context with { Workspace = workspace });
        BeginsAnew = false;
    }

    /// <summary>Takes over what the agent committed; with it, what there was to put right is done.</summary>
    public void Coded(BranchState branch)
    {
        Update(context => context with { Branch = branch, Feedback = "" });
        ResolvesConflict = false;
    }

    /// <summary>Takes what a decision changes. What it leaves blank stays as it is.</summary>
    public void Take(WorkflowSignal decision, WorkflowFailure failure)
    {
        var requirement = Sanitiser.Text(decision.Requirement ?? "");
        Update(context => context with
        {
            Requirement = string.IsNullOrWhiteSpace(requirement) ? context.Requirement : requirement,
            Agent = decision.Agent is { Name: not null } or { Command: not null } ? decision.Agent : context.Agent,
        });

        _budget.GrantAfter(failure.Code);

        // Somebody has looked at it: failed gates may send it back as often as at first.
        if (failure.Code is ErrorCodes.GatesFailed or ErrorCodes.MergeConflict || decision.Decision == Decision.GoBack)
        {
            Context = Context with { FeedbackRound = 0 };
        }
    }

    /// <summary>Prepares doing the failed state again. A conflict is not merged away by merging again: the agent resolves it.</summary>
    public WorkflowState Retry(WorkflowFailure failure)
    {
        if (failure.Code != ErrorCodes.MergeConflict)
        {
            return failure.State;
        }

        Context = Context with { SkippedSteps = [.. Context.SkippedSteps.Where(step => step != LifecycleStep.Code)] };
        return ResolveConflict(failure);
    }

    /// <summary>Prepares going on from an earlier state; from PLANNING a new plan is made, and the branch begins anew.</summary>
    public WorkflowState GoBack(WorkflowFailure failure, WorkflowState state)
    {
        // What was skipped belongs to this state or a later one, which are all done again.
        Context = Context with { SkippedSteps = [] };
        if (state == WorkflowState.Planning)
        {
            BeginsAnew = Context.Workspace is not null;
            ResolvesConflict = false;
            Context = Context with { Plan = null, Branch = null, Feedback = "" };
        }

        return state == WorkflowState.Coding && failure.Code == ErrorCodes.MergeConflict ? ResolveConflict(failure) : state;
    }

    /// <summary>Prepares going on without the step that failed.</summary>
    public WorkflowState Skip(WorkflowFailure failure, WorkflowSignal signal)
    {
        Context = Context with { SkippedSteps = [.. Context.SkippedSteps, failure.Step] };
        Emit(EventType.StepSkipped, new { state = failure.State.ToName(), failure.Step, signal.Actor, signal.Reason });
        return failure.State;
    }

    private WorkflowState ResolveConflict(WorkflowFailure failure)
    {
        ResolvesConflict = true;
        Update(context => context with { Feedback = failure.Message });
        return WorkflowState.Coding;
    }
}
