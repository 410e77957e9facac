using Microsoft.DurableTask.Client;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Access;
using Slipway.Functions.Api;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Watching;

/// <summary>
/// Finds workflows that can never go on. A workflow that is well always waits for something that comes by itself (a timer, an activity, a
/// child, an entity's answer: whoever waits for people or events has a deadline), or was paused.
/// </summary>
internal sealed class Watchdog(TimeProvider time)
{
    /// <summary>For so long after it moved a workflow is not looked at: it may be in the middle of a turn.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly OrchestrationRuntimeStatus[] NotEnded =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running];

    private static readonly string[] Waits = ["running", "waiting", "waiting_retry", "parked"];

    /// <summary>Looks at all that have not ended.</summary>
    public async Task<WatchReport> LookAsync(DurableTaskClient client, RequestAccess access, CancellationToken cancellationToken)
    {
        var seen = 0;
        var stuck = new List<StuckWorkflow>();
        var all = new OrchestrationQuery(Statuses: NotEnded, InstanceIdPrefix: WorkflowId.Prefix, FetchInputsAndOutputs: true);
        await foreach (var metadata in client.GetAllInstancesAsync(all).WithCancellation(cancellationToken))
        {
            if (!access.IsOpen && !access.MayRead(WorkflowView.From(metadata).Scope))
            {
                continue;
            }

            seen++;
            if (await WhyStuckAsync(client, metadata, cancellationToken) is { } reason)
            {
                stuck.Add(new StuckWorkflow(metadata.InstanceId, metadata.LastUpdatedAt, reason));
            }
        }

        return new WatchReport(seen, stuck);
    }

    /// <summary>Why a workflow, read with its inputs and outputs, can never go on; <see langword="null"/> when it can.</summary>
    public async Task<string?> WhyStuckAsync(DurableTaskClient client, OrchestrationMetadata metadata, CancellationToken cancellationToken)
    {
        if (!NotEnded.Contains(metadata.RuntimeStatus))
        {
            return null;
        }

        if (WorkflowView.Stalled(metadata) is { } stalled)
        {
            return $"{stalled} It goes on by itself once that is back.";
        }

        var now = time.GetUtcNow();
        if (now - metadata.LastUpdatedAt < Grace || WorkflowView.From(metadata).PausedSince is not null)
        {
            return null;
        }

        if (metadata.RuntimeStatus == OrchestrationRuntimeStatus.Pending)
        {
            return $"It was accepted at {metadata.CreatedAt:u} and has not begun. Look at the host's log; start the host again.";
        }

        var work = PendingWork.Of(await client.GetOrchestrationHistoryAsync(metadata.InstanceId, cancellationToken));
        if (work.Activities.Count > 0 || work.Entities.Count > 0
            || (work.Timers.Any(due => due + Grace > now) && !HasOnlyOldTimers(metadata)))
        {
            return null;
        }

        return work.Children.Count == 0
            ? "It waits for no timer, activity, child or answer, and nobody was asked. Cancel it, or start it again."
            : await WhyNoChildAsync(client, work.Children, cancellationToken);
    }

    /// <summary>Whether what timers a workflow has are of waits that are over: no history tells that one was cancelled. A definition's
    /// workflow has a timer only for a step that runs or waits, for a decision, or for a place.</summary>
    private static bool HasOnlyOldTimers(OrchestrationMetadata metadata) =>
        metadata.Name == nameof(DefinitionRunner)
        && WorkflowView.Read<DefinitionSnapshot>(metadata.SerializedCustomStatus) is
        {
            Status: ExecutionStatus.Running, DecisionDeadline: null, Deadline: null,
        } snapshot
        && !snapshot.Counts.Keys.Any(Waits.Contains);

    /// <summary>A child that is there comes to an end, or is found to be stuck itself.</summary>
    private static async Task<string?> WhyNoChildAsync(
        DurableTaskClient client, IReadOnlyList<string> children, CancellationToken cancellationToken)
    {
        foreach (var child in children)
        {
            if (await client.GetInstanceAsync(child, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false })
            {
                return null;
            }
        }

        return $"It waits for {string.Join(", ", children)}, which is gone or ended without its hearing of it. "
            + "Cancel it, or start it again.";
    }
}
