using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Puts a history in the place of another: sealed anew from its origin, in rows of bounded size.</summary>
internal static class RewrittenHistory
{
    private const int MaxEventsInRow = 500;

    /// <summary>The status of an instance that has this history, and goes on.</summary>
    public static OrchestrationRuntimeStatus StatusOf(IReadOnlyList<HistoryEvent> history) =>
        history.LastOrDefault(value => value is ExecutionSuspended or ExecutionResumed) is ExecutionSuspended
            ? OrchestrationRuntimeStatus.Suspended
            : history.OfType<ExecutionStarted>().Any() ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;

    /// <summary>Whether an event tells of the history itself, and so is never taken back.</summary>
    public static bool IsNote(HistoryEvent value) => value is ExecutionRewound or ExecutionForked;

    /// <summary>An event as one of this generation.</summary>
    public static HistoryEvent Adopt(HistoryEvent value, InstanceRow instance) =>
        value is ExecutionStarted start ? start with { Generation = instance.Generation } : value;

    /// <param name="tables">The tables.</param>
    /// <param name="instance">Whose.</param>
    /// <param name="history">At least one event.</param>
    /// <param name="now">When it is written, in UTC.</param>
    public static void Write(TaskHubTables tables, InstanceRow instance, IReadOnlyList<HistoryEvent> history, DateTime now)
    {
        tables.RemoveTurns(instance.Key);
        var openTasks = OpenCalls.Of(history).Count(call => call is TaskScheduled);
        var seal = SealedHistory.Origin(instance.InstanceId, instance.Generation);
        var sequence = 0;
        foreach (var events in history.Select(value => Adopt(value, instance)).Chunk(MaxEventsInRow))
        {
            (var lines, seal) = SealedHistory.Write(events, seal);
            tables.AddTurn(new TurnRow(instance.Key, sequence, events.Length, openTasks, now, seal, lines));
            sequence += events.Length;
        }
    }
}
