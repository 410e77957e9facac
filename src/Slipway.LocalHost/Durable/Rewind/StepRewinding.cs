using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Durable.Fork;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Rewind;

/// <summary>Lets instances go on, in place, from one of their finished steps; what came after it is taken back.</summary>
/// <remarks>All is read and written in one commit, so that no turn comes in between.</remarks>
internal sealed class StepRewinding(GroupCommitWriter writer, InstanceKeys keys, TimeProvider time)
{
    private const int MaxReason = 1_000;
    private const int MaxBy = 200;

    /// <summary>Rewinds an instance; it runs again when the task ends.</summary>
    /// <exception cref="ArgumentException">There is no such instance or step, or a text is too long.</exception>
    public Task RewindAsync(string instanceId, RewindOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(options.Reason, MaxReason, "reason");
        Check(options.By, MaxBy, "name of who does it");
        var operation = new ClientOperation<bool>((tables, effects) =>
        {
            Write(tables, effects, instanceId, options);
            return true;
        });
        writer.Submit(operation);
        return operation.Completion.WaitAsync(cancellationToken);
    }

    private static void Check(string? text, int max, string what)
    {
        if (text?.Length > max)
        {
            throw new ArgumentException($"The {what} has {text.Length} characters; {max} are the most.");
        }
    }

    private void Write(TaskHubTables tables, CommitEffects effects, string instanceId, RewindOptions options)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var key = tables.FindInstance(instanceId)?.Key ?? throw InstanceAdministration.NotFound(instanceId);
        var before = tables.ReadInstance(key)!;
        var history = tables.ReadHistory(key).Events;
        var plan = ForkPlanner.Plan(history, new ForkOptions { AfterEvent = options.AfterEvent, AfterTask = options.AfterTask });
        var row = before with
        {
            Generation = before.Generation + 1,
            Status = RewrittenHistory.StatusOf(plan.Copied),
            Output = null,
            CustomStatus = null,
            Failure = null,
            UpdatedAt = now,
            CompletedAt = null,

            // Below the span of the run that ended, which has been emitted, so that this run has a span of its own.
            Trace = before.HasEnded && TracePlace.OfOrchestration(before) is { } ended ? TracePlace.Write(ended) : before.Trace,
        };
        TakeBack(tables, effects, before, history, plan, now);
        var rewound = new ExecutionRewound(now, options.Reason, options.By, plan.Place, history.Count - plan.Place - 1);
        tables.UpdateInstance(row);
        RewrittenHistory.Write(
            tables,
            row,
            [
                .. plan.Copied,
                .. history.Skip(plan.Copied.Count).Where(RewrittenHistory.IsNote),
                rewound,
            ],
            now);
        effects.Changed.Add(row);
        foreach (var value in plan.Arrived)
        {
            InstanceCommands.DeliverAgain(tables, effects, row, value);
        }

        foreach (var call in plan.Open)
        {
            InstanceCommands.BeginAnew(tables, effects, row, call, keys, now);
        }
    }

    /// <summary>Gives up what is under way: messages, timers, activities, locks, and the children that nobody will wait for.</summary>
    private static void TakeBack(
        TaskHubTables tables, CommitEffects effects, InstanceRow before, IReadOnlyList<HistoryEvent> history, ForkPlan plan, DateTime now)
    {
        InstanceCommands.Abandon(tables, effects, before.Key);

        // One whose end still counts runs only because it was rewound itself, which is its own affair.
        // A child that was called before an earlier rewind names an earlier generation: the history tells whose it is.
        var finished = plan.Copied.Concat(plan.Arrived).Select(OpenCalls.EndedBy).ToHashSet();
        var called = history.OfType<SubOrchestrationCreated>().Where(call => !finished.Contains(call.TaskId))
            .Select(call => (call.TaskId, call.InstanceId)).ToHashSet();
        foreach (var child in tables.FindChildren(before.Key).Where(child =>
            !child.HasEnded && called.Contains((child.Parent!.TaskId, child.InstanceId))))
        {
            InstanceCommands.TerminateAtOnce(tables, effects, child, $"\"Its parent was rewound to event {plan.Place}.\"", now);
        }
    }
}
