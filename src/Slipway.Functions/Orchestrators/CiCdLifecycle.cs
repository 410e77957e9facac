using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <summary>The lifecycle: plan, code, pull request, validate, done. What fails is parked
/// until somebody decides; what is finished is never run again.</summary>
public static class CiCdLifecycle
{
    /// <summary>Runs a workflow from its request to its end.</summary>
    /// <returns>How it ended.</returns>
    [Function(nameof(CiCdLifecycle))]
    public static async Task<WorkflowResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new LifecycleRun(context, context.GetInput<WorkflowRequest>()!);
        run.Begin();
        while (!run.IsOver)
        {
            try
            {
                await run.AdmissionAsync();
                run.MoveTo(await NextStateAsync(run));
            }
            catch (StepFailedException failed)
            {
                run.Fail(failed.Failure);
            }
            catch (WorkflowCancelledException cancelled)
            {
                run.Abort(cancelled.Signal);
            }
        }

        return await run.EndAsync();
    }

    private static Task<WorkflowState> NextStateAsync(LifecycleRun run) => run.State switch
    {
        WorkflowState.Idle => Task.FromResult(WorkflowState.Planning),
        WorkflowState.Planning => PlanAsync(run),
        WorkflowState.Coding => CodeAsync(run),
        WorkflowState.PrCreated => OpenPullRequestAsync(run),
        WorkflowState.Validating => ValidateAsync(run),
        _ => ParkAsync(run),
    };

    private static async Task<WorkflowState> PlanAsync(LifecycleRun run)
    {
        if (run.Context.Workspace is null || run.BeginsAnew)
        {
            var workspace = await run.StepAsync<Workspace>(
                LifecycleStep.Prepare, nameof(PrepareWorkspace),
                _ => new PrepareWorkspaceInput(run.Id, run.Request.Repository, run.Request.BaseBranch, run.BeginsAnew, run.Stops));
            run.Begun(workspace);
        }

        if (run.Context.Plan is null && !run.IsSkipped(LifecycleStep.Plan))
        {
            var plan = await run.AgentStepAsync<ArtifactReference>(LifecycleStep.Plan, nameof(WritePlan), AgentMode.Plan);
            run.Update(context => context with { Plan = plan });
            run.Emit(EventType.ArtifactSaved, plan);
        }

        if (run.Request.ApprovePlan)
        {
            await run.ApprovalAsync(LifecycleStep.ApprovePlan, "the plan");
        }

        return WorkflowState.Coding;
    }

    private static async Task<WorkflowState> CodeAsync(LifecycleRun run)
    {
        if (!run.IsSkipped(LifecycleStep.Code))
        {
            var mode = run.ResolvesConflict ? AgentMode.Merge
                : string.IsNullOrEmpty(run.Context.Feedback) ? AgentMode.Code : AgentMode.Fix;
            var branch = await run.AgentStepAsync<BranchState>(LifecycleStep.Code, nameof(WriteCode), mode);
            run.Coded(branch);
        }

        return WorkflowState.PrCreated;
    }

    private static async Task<WorkflowState> OpenPullRequestAsync(LifecycleRun run)
    {
        if (!run.IsSkipped(LifecycleStep.OpenPullRequest))
        {
            var pullRequest = await run.StepAsync<PullRequest>(
                LifecycleStep.OpenPullRequest,
                nameof(Activities.OpenPullRequest),
                _ => new OpenPullRequestInput(
                    run.Context.Workspace!, run.Context.Requirement, run.Context.Plan, run.Context.Agent.ToString(), run.Stops)
                {
                    Settings = run.Request.PullRequest,
                });
            run.Update(context => context with { PullRequest = pullRequest });
        }

        return WorkflowState.Validating;
    }

    private static async Task<WorkflowState> ValidateAsync(LifecycleRun run)
    {
        do
        {
            var objection = await GatesObjectionAsync(run) ?? await run.MergeObjectionAsync();
            if (objection is not null)
            {
                return SendBack(run, objection);
            }
        }
        while (run.HeadMoved);

        if (run.Request.Merge != MergePolicy.Never && run.Context.PullRequest is not null && !run.IsSkipped(LifecycleStep.Merge))
        {
            var merged = await run.StepAsync<PullRequest>(
                LifecycleStep.Merge,
                nameof(MergePullRequest),
                _ => new MergePullRequestInput(run.Context.Workspace!, run.Context.PullRequest!.HeadSha, run.Stops));
            run.Update(context => context with { PullRequest = merged });
        }

        return WorkflowState.Completed;
    }

    private static async Task<WorkflowFailure?> GatesObjectionAsync(LifecycleRun run)
    {
        if (run.IsSkipped(LifecycleStep.Gates))
        {
            return null;
        }

        var round = run.Context.FeedbackRound + 1;
        var results = await run.GatesAsync(round);
        run.Update(context => context.WithGates(results, round));
        return results.All(result => result.Passed)
            ? null
            : run.Failure(LifecycleStep.Gates, ErrorCodes.GatesFailed, ErrorCategory.ValidationFailed, GatesFailedMessage(run));
    }

    /// <summary>The agent puts right what there is against the change, as often as the request allows.</summary>
    private static WorkflowState SendBack(LifecycleRun run, WorkflowFailure objection)
    {
        if (run.Context.FeedbackRound >= run.Request.MaxFeedbackRounds)
        {
            throw new StepFailedException(objection);
        }

        run.Update(context => context with { FeedbackRound = context.FeedbackRound + 1 });
        return WorkflowState.Coding;
    }

    private static string GatesFailedMessage(LifecycleRun run)
    {
        var failed = run.Context.Gates.Where(gate => !gate.Passed).Select(gate => gate.Name);
        var rounds = run.Context.FeedbackRound;
        return $"Gates still fail after {rounds} {(rounds == 1 ? "round" : "rounds")} of fixing: {string.Join(", ", failed)}. "
            + "Read their output, then retry (perhaps with another agent or requirement), go back, skip the gates, or abort.";
    }

    /// <summary>FAILED: waits until somebody decides, or the time to decide is over.</summary>
    private static async Task<WorkflowState> ParkAsync(LifecycleRun run)
    {
        var failure = run.Context.Failure!;
        await run.GiveBackPlaceAsync();
        var signal = await run.DecisionAsync();
        if (signal is null || signal.Decision == Decision.Abort)
        {
            run.Close(signal);
            return WorkflowState.Failed;
        }

        run.Take(signal, failure);
        return signal.Decision switch
        {
            Decision.GoBack => run.GoBack(failure, signal.State ?? failure.State),
            Decision.Skip => run.Skip(failure, signal),
            _ => run.Retry(failure),
        };
    }
}
