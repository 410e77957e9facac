using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Activities;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Waiting;

/// <summary>
/// Says why an instance waits: from memory while it is warm. A cold one is replayed beside the engine, because a history does not name
/// the events its code waits for; where the code is missing, the history alone has to do.
/// </summary>
internal sealed class WaitReporter(
    TaskHubReader reader,
    OrchestrationDispatcher orchestrations,
    ActivityDispatcher activities,
    EntityDispatcher entities,
    HistoryReplayer replayer,
    DurableEngineOptions options)
{
    /// <summary>Why an instance waits; null when there is no such instance.</summary>
    public WaitingReport? Report(string instanceId)
    {
        if (reader.ReadInstance(instanceId, withPayloads: true) is not { } instance)
        {
            return null;
        }

        var slot = orchestrations.Look(instance.Key);
        return Ended(instance) ?? InTurn(instance, slot) ?? Stalled(instance) ?? ForWaits(instance, slot?.Waits);
    }

    private static WaitingReport? Ended(InstanceRow instance) => !instance.HasEnded ? null
        : new WaitingReport(instance.InstanceId, $"nothing: it is {instance.Status}", instance.CompletedAt, Until: null);

    /// <summary>The report on one that has no code that fits. A turn that does not return leaves a failure on the row, too.</summary>
    private static WaitingReport? Stalled(InstanceRow instance) => instance.Failure is not { } stall ? null
        : new WaitingReport(
            instance.InstanceId, $"code that fits its history (it is stalled): {stall.ErrorMessage}", instance.UpdatedAt, Until: null);

    /// <summary>The report on one whose turn is due, runs, or is being written.</summary>
    private WaitingReport? InTurn(InstanceRow instance, SlotSnapshot? slot) => slot switch
    {
        { TurnBegan: { } since, IsOverdue: true } => new WaitingReport(
            instance.InstanceId,
            $"its own code: its turn has not returned for more than {options.LongRunning}; it computes without end, or blocks its thread",
            since,
            Until: null),
        { TurnBegan: { } since } => new WaitingReport(
            instance.InstanceId, "its own code: a turn is running", since, Until: null),
        { State: SlotState.InTurn } => new WaitingReport(instance.InstanceId, "its turn to be written to disk", Since: null, Until: null),
        { State: SlotState.Ready } => new WaitingReport(
            instance.InstanceId,
            $"its turn, behind {slot.TurnsAhead} others: at most {options.MaxConcurrentOrchestrators} turns are taken at once",
            Since: null,
            Until: null),
        _ => null,
    };

    private WaitingReport ForWaits(InstanceRow instance, OrchestrationWaits? warm)
    {
        var timers = reader.ReadTimers(instance.Key).Where(timer => timer.Generation == instance.Generation)
            .ToDictionary(timer => timer.TaskId, timer => timer.FireAt);
        if (timers.TryGetValue(TimerRow.StartTaskId, out var start))
        {
            return new WaitingReport(instance.InstanceId, $"its start, which is scheduled for {start:u}", instance.CreatedAt, start);
        }

        var history = instance.Status == OrchestrationRuntimeStatus.Suspended || warm is null
            ? reader.ReadForReplay(instance.Key)?.History.Events ?? []
            : [];
        if (instance.Status == OrchestrationRuntimeStatus.Suspended)
        {
            var suspended = history.OfType<ExecutionSuspended>().LastOrDefault();
            var reason = string.IsNullOrEmpty(suspended?.Reason) ? string.Empty : $" ({suspended.Reason})";
            return new WaitingReport(instance.InstanceId, $"its resumption: it is suspended{reason}", suspended?.Timestamp, Until: null);
        }

        if (warm is null && history.Count == 0)
        {
            return new WaitingReport(instance.InstanceId, "its first turn", instance.CreatedAt, Until: null);
        }

        var sentence = new WaitSentence(activities.Look(instance), new EntityWaits(entities, reader, instance), timers);
        if ((warm ?? Replay(instance, history)) is { } waits)
        {
            return sentence.Of(instance.InstanceId, waits);
        }

        var calls = OpenCalls.Of(history).Where(call => call is not TimerCreated || timers.ContainsKey(call.TaskId));
        return sentence.WithoutCode(instance, [.. calls]);
    }

    private OrchestrationWaits? Replay(InstanceRow instance, List<HistoryEvent> history) =>
        replayer.TryReplay(instance, history, out var executor) ? executor.Waits : null;
}
