using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Security;
using Slipway.Functions.Access;

namespace Slipway.Functions.Api;

/// <summary>Tells a workflow what somebody wants of it, when it can be told that now.</summary>
internal sealed class WorkflowControl
{
    private const int MaxTextLength = 2_000;

    /// <summary>Reads a workflow; <see langword="null"/> when there is none.</summary>
    public async Task<OrchestrationMetadata?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        WorkflowId.TryParse(id, out _) ? await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) : null;

    /// <summary>Reads a workflow for somebody; <see langword="null"/> when there is none, and as well when they may not read it.</summary>
    /// <exception cref="SlipwayException">They may read it, but not do what they ask for.</exception>
    public async Task<OrchestrationMetadata?> FindAsync(
        DurableTaskClient client, string id, RequestAccess access, CancellationToken cancellationToken)
    {
        var metadata = await FindAsync(client, id, cancellationToken);
        if (metadata is null || access.IsOpen)
        {
            return metadata;
        }

        var scope = WorkflowView.From(metadata).Scope;
        if (!access.MayRead(scope))
        {
            return null;
        }

        access.Require(scope);
        return metadata;
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>The workflow as it was when it was told, or <see langword="null"/> when there is none for whoever sends it.</returns>
    /// <exception cref="SlipwayException">It cannot be told this now, or not by them; the message says why.</exception>
    public async Task<WorkflowView?> SendAsync(
        DurableTaskClient client, string id, WorkflowSignal signal, RequestAccess access, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, id, access, cancellationToken) is not { } metadata)
        {
            return null;
        }

        var view = WorkflowView.From(metadata);
        access.RequireAll(view.Scope, signal);
        var whyNot = view.Definition is null
            ? WhyNot(view, metadata, signal)
            : await DefinitionControl.WhyNotAsync(client, metadata, view, signal, cancellationToken);
        if (whyNot is { } reason)
        {
            throw new SlipwayException(ErrorCodes.TransitionRefused, $"Workflow {id} cannot do that now: {reason}");
        }

        if (metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended && signal.Kind == SignalKind.Resume)
        {
            await client.ResumeInstanceAsync(id, signal.Reason, cancellationToken);
        }
        else
        {
            await client.RaiseEventAsync(id, WorkflowSignal.EventName, Clean(signal), cancellationToken);
            if (metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended && signal.Kind == SignalKind.Cancel)
            {
                // Suspended on its host it hears nothing.
                await client.ResumeInstanceAsync(id, signal.Reason, cancellationToken);
            }
        }

        return view;
    }

    /// <summary>Why a signal makes no sense for a workflow as it is; <see langword="null"/> when it does.</summary>
    private static string? WhyNot(WorkflowView view, OrchestrationMetadata metadata, WorkflowSignal signal)
    {
        if (WorkflowView.IsOver(metadata, view))
        {
            return view.State == WorkflowState.Completed
                ? "it is COMPLETED."
                : $"it ended as {view.Status.ToString().ToLowerInvariant()} in {view.State?.ToName()}. Start a new one.";
        }

        var parked = view.State == WorkflowState.Failed;
        return signal.Kind switch
        {
            SignalKind.Pause when parked => "it is parked in FAILED, where no time counts but that for a decision. Recover it instead.",
            SignalKind.Pause when view.Status == ExecutionStatus.Paused => "it is paused already.",
            SignalKind.Resume when view.Status != ExecutionStatus.Paused => "it is not paused.",
            SignalKind.Decide when !parked => $"it is in {view.State?.ToName()}, and only a FAILED workflow waits for a decision.",
            SignalKind.Decide => WhyNot(view, signal),
            SignalKind.RetryStep or SignalKind.SkipStep or SignalKind.RunStep or SignalKind.GoBack or SignalKind.ChangeInput
                or SignalKind.Event => "it is a lifecycle, which is recovered as a whole; only workflows of definitions have such steps.",
            SignalKind.Approve or SignalKind.Reject when !WaitsForApproval(view) && !IsReviewInTime(view, signal) =>
                "it does not wait for an approval.",
            _ => null,
        };
    }

    private static string? WhyNot(WorkflowView view, WorkflowSignal signal)
    {
        if (signal.Decision == Decision.Skip && view.Failure?.WhyNotSkip() is { } reason)
        {
            return reason;
        }

        if (signal.Decision != Decision.GoBack || view.Failure is not { } failure)
        {
            return null;
        }

        if (signal.State is not { } state)
        {
            return "go_back needs the state to go back to, such as CODING.";
        }

        return state != WorkflowState.Idle && TransitionTable.IsAllowed(WorkflowState.Failed, state, failure.State)
            ? null
            : $"it failed in {failure.State.ToName()}, and cannot go back from there to {state.ToName()}.";
    }

    private static bool WaitsForApproval(WorkflowView view) => view.Step?.Name is LifecycleStep.ApprovePlan or LifecycleStep.ApproveMerge;

    /// <summary>A review that is faster than the gates.</summary>
    private static bool IsReviewInTime(WorkflowView view, WorkflowSignal signal) =>
        view.State == WorkflowState.Validating && signal.Action is "approved" or "changes_requested";

    private static WorkflowSignal Clean(WorkflowSignal signal) => signal with
    {
        Actor = Sanitiser.Line(signal.Actor),
        Reason = signal.Reason is null ? null : Redactor.Redact(Sanitiser.Text(signal.Reason, MaxTextLength)),
        Requirement = signal.Requirement is null ? null : Redactor.Redact(Sanitiser.Text(signal.Requirement)),
    };
}
