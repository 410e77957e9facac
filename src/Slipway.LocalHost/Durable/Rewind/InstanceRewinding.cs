using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Rewind;

/// <summary>Lets failed instances, and the failed children they waited for, go on from their last good state: one write for all.</summary>
internal sealed class InstanceRewinding(
    GroupCommitWriter writer, TaskHubReader reader, HistoryReplayer replayer, InstanceKeys keys, TimeProvider time)
{
    /// <summary>Rewinds an instance; it runs again when the task ends.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not failed, or changed meanwhile.</exception>
    public Task RewindAsync(string instanceId, string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var instance = reader.ReadInstance(instanceId, withPayloads: false) ?? throw InstanceAdministration.NotFound(instanceId);
        var plan = PlanFor(instance) ?? throw NotFailed(instance);
        var operation = new ClientOperation<bool>((tables, effects) =>
        {
            Apply(tables, effects, plan, reason, Now());
            return true;
        });
        writer.Submit(operation);
        return operation.Completion.WaitAsync(cancellationToken);
    }

    private static InvalidOperationException NotFailed(InstanceRow instance) => new(
        $"Orchestration '{instance.InstanceId}' is {instance.Status}: only one that has failed can be rewound. "
        + (instance.HasEnded ? "Restart it, or fork it from a step." : "It still runs; wait for its end, or terminate it."));

    private RewindPlan? PlanFor(InstanceRow instance)
    {
        if (reader.ReadForReplay(instance.Key) is not
            { Instance: { Status: OrchestrationRuntimeStatus.Failed } row, History.Events: var history })
        {
            return null;
        }

        var (kept, redelivered) = RewindPoint.Find(history, candidate => replayer.TryReplay(row, candidate, out _));
        var children = new Dictionary<string, RewindChild>(StringComparer.Ordinal);
        foreach (var call in OpenCalls.Of(kept).OfType<SubOrchestrationCreated>())
        {
            if (reader.ReadInstance(call.InstanceId, withPayloads: true) is { } child && IsChild(child, row, call, history))
            {
                children[call.InstanceId] = new RewindChild(child, PlanFor(child));
            }
        }

        var cutOff = history.OfType<SubOrchestrationCreated>().Except(kept.OfType<SubOrchestrationCreated>());
        return new RewindPlan(row, kept, redelivered, children, cutOff.Select(call => (call.TaskId, call.InstanceId)).ToHashSet());
    }

    /// <summary>Whether a call made the child. Each rewind since then began a generation.</summary>
    private static bool IsChild(InstanceRow child, InstanceRow parent, SubOrchestrationCreated call, IReadOnlyList<HistoryEvent> history)
    {
        var since = history.Reverse().TakeWhile(value => !ReferenceEquals(value, call) && value is not ExecutionForked);
        return child.Parent is { } reference && reference.Key == parent.Key && reference.TaskId == call.TaskId
            && reference.Generation == parent.Generation - since.Count(value => value is ExecutionRewound);
    }

    private void Apply(TaskHubTables tables, CommitEffects effects, RewindPlan plan, string reason, DateTime now)
    {
        var before = plan.Instance;
        if (tables.FindInstance(before.Key) is not { Status: OrchestrationRuntimeStatus.Failed } current
            || current.CompletedAt != before.CompletedAt)
        {
            throw Changed(before);
        }

        var row = before with
        {
            Generation = before.Generation + 1,
            Status = RewrittenHistory.StatusOf(plan.Kept),
            Output = null,
            Failure = null,
            UpdatedAt = now,
            CompletedAt = null,

            // Below the span of the run that failed, which has been emitted, so that this run has a span of its own.
            Trace = TracePlace.OfOrchestration(before) is { } failed ? TracePlace.Write(failed) : null,
        };
        InstanceCommands.Abandon(tables, effects, row.Key);
        GiveUpChildren(tables, effects, plan, now);
        tables.UpdateInstance(row);
        RewrittenHistory.Write(tables, row, [.. plan.Kept, new ExecutionRewound(now, reason)], now);
        effects.Changed.Add(row);
        foreach (var value in plan.Redelivered)
        {
            InstanceCommands.DeliverAgain(tables, effects, row, value);
        }

        var arriving = plan.Redelivered.Select(OpenCalls.EndedBy).ToHashSet();
        foreach (var call in OpenCalls.Of(plan.Kept).Where(call => !arriving.Contains(call.TaskId)))
        {
            Resume(tables, effects, plan, row, call, reason, now);
        }
    }

    /// <summary>Ends the children that still run for calls that are cut off.</summary>
    private static void GiveUpChildren(TaskHubTables tables, CommitEffects effects, RewindPlan plan, DateTime now)
    {
        if (plan.CutOff.Count == 0)
        {
            return;
        }

        foreach (var child in tables.FindChildren(plan.Instance.Key)
            .Where(child => !child.HasEnded && plan.CutOff.Contains((child.Parent!.TaskId, child.InstanceId))))
        {
            InstanceCommands.TerminateAtOnce(tables, effects, child, "\"Its parent was rewound.\"", now);
        }
    }

    /// <summary>Brings a call that has no end back to life.</summary>
    private void Resume(
        TaskHubTables tables, CommitEffects effects, RewindPlan plan, InstanceRow row, ScheduledEvent call, string reason, DateTime now)
    {
        switch (call)
        {
            case TimerCreated timer:
                InstanceCommands.StartTimer(tables, effects, row, timer.TaskId, DueAt(timer, plan.Kept));
                break;
            case SubOrchestrationCreated child when plan.Children.GetValueOrDefault(child.InstanceId) is { } known:
                ResumeChild(tables, effects, row, child, known, reason, now);
                break;
            case SubOrchestrationCreated child:
                InstanceCommands.StartChild(tables, effects, row, child, keys, now);
                break;
            case TaskScheduled task:
                effects.Tasks.Add(TaskRow.Of(task, row));
                break;
            default:
                EntityCommands.Perform(tables, effects, row, call);
                break;
        }
    }

    /// <summary>When a timer is due: a rewind to a step and a fork gave it its whole time again.</summary>
    private static DateTime DueAt(TimerCreated timer, IEnumerable<HistoryEvent> history) =>
        history.LastOrDefault(value => value is ExecutionRewound { AfterEvent: not null } or ExecutionForked) is { } note
            && note.Timestamp > timer.Timestamp
                ? InstanceCommands.DueAgain(timer, note.Timestamp)
                : timer.FireAt;

    private void ResumeChild(
        TaskHubTables tables,
        CommitEffects effects,
        InstanceRow row,
        SubOrchestrationCreated call,
        RewindChild child,
        string reason,
        DateTime now)
    {
        tables.SetParent(child.Instance.Key, child.Instance.Parent! with { Generation = row.Generation });
        switch (child)
        {
            case { Plan: { } plan }:
                Apply(tables, effects, plan, reason, now);
                break;
            case { Instance.Status: OrchestrationRuntimeStatus.Completed }:
                var end = new SubOrchestrationCompleted(now, call.TaskId, child.Instance.Output);
                InstanceCommands.Deliver(tables, effects, row, end, row.Generation);
                break;
            case { Instance.HasEnded: true }:
                InstanceCommands.StartChild(tables, effects, row, call, keys, now);
                break;
            default:
                // It runs. Had it ended since the plan was made, its parent, which had failed, would not have heard of it.
                if (tables.FindInstance(child.Instance.Key) is not { HasEnded: false })
                {
                    throw Changed(row);
                }

                break;
        }
    }

    private static InvalidOperationException Changed(InstanceRow instance) => new(
        $"Orchestration '{instance.InstanceId}' or a child of it changed while it was to be rewound. Rewind it again if it has failed.");

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
