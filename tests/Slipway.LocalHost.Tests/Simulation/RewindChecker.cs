using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// What must hold of an instance in the commit that rewinds it. To a step: it has what it had before the turn of the step and what had
/// arrived up to the step, every note of earlier rewinds, the timers that were open, and nothing of what came later. A failure: it has
/// nothing that it did not have, in its order, and the timers that are open.
/// </summary>
internal static class RewindChecker
{
    /// <summary>Whether an instance that is in another generation than before was rewound, and did not continue as new.</summary>
    public static bool IsRewound(HubReading hub, long key, ShadowInstance before) =>
        Notes(hub.History(key).Events).Count == Notes(before.Events).Count + 1;

    public static void Check(HubReading hub, long key, ShadowInstance before, int generation)
    {
        var after = hub.History(key).Events;
        var note = Notes(after)[^1];
        var old = before.Events;
        var row = hub.Row(key);
        Must(row is { HasEnded: false, CompletedAt: null, Output: null, Failure: null }, before, "does not run");
        if (note.AfterEvent is not { } place)
        {
            CheckFailure(hub, key, before, after, generation);
            return;
        }

        var turn = old.FindLastIndex(place, value => value is OrchestratorStarted);
        List<HistoryEvent> kept = [.. old.Take(turn), .. old.Skip(turn).Where(RewrittenHistory.IsNote), note];
        var arrived = old.Take(place + 1).Skip(turn)
            .Where(value => OpenCalls.IsArrival(value) || value is ExecutionSuspended or ExecutionResumed).ToList();
        Must(Same(after, kept, generation), before, "has another history than it had at the step");
        Must(Same(hub.Inbox(key).Take(arrived.Count), arrived, generation), before, "is not given again what had arrived at the step");
        var finished = kept.Concat(arrived).Select(OpenCalls.EndedBy).ToHashSet();
        var timers = kept.OfType<TimerCreated>().Select(timer => timer.TaskId).Where(task => !finished.Contains(task));
        Must(hub.Timers(key).Order().SequenceEqual(timers.Order()), before, "has other timers than were open at the step");
        var left = hub.Instances().Where(instance => !instance.HasEnded).Select(instance => hub.Row(instance.Key)).Where(child =>
            child.Parent?.Key == key && child.Parent.Generation == before.Generation && !finished.Contains(child.Parent.TaskId));
        Must(!left.Any(), before, "has children that run for nobody");
    }

    private static void CheckFailure(HubReading hub, long key, ShadowInstance before, List<HistoryEvent> after, int generation)
    {
        Must(before.End?.Status == OrchestrationRuntimeStatus.Failed, before, "had not failed");
        using var old = before.Events.GetEnumerator();
        foreach (var value in after.SkipLast(1))
        {
            Must(Find(value), before, "has what it had not, or in another order");
        }

        var finished = after.Concat(hub.Inbox(key)).Select(OpenCalls.EndedBy).ToHashSet();
        var timers = after.OfType<TimerCreated>().Select(timer => timer.TaskId).Where(task => !finished.Contains(task));
        Must(hub.Timers(key).Order().SequenceEqual(timers.Order()), before, "has other timers than are open");

        bool Find(HistoryEvent value)
        {
            while (old.MoveNext())
            {
                if (Same([value], [old.Current], generation))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static List<ExecutionRewound> Notes(IEnumerable<HistoryEvent> history) => [.. history.OfType<ExecutionRewound>()];

    private static bool Same(IEnumerable<HistoryEvent> found, IEnumerable<HistoryEvent> expected, int generation) =>
        found.Select(HistoryJson.Write).SequenceEqual(expected.Select(value =>
            HistoryJson.Write(value is ExecutionStarted start ? start with { Generation = generation } : value)));

    private static void Must(bool holds, ShadowInstance instance, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException($"{instance.Id}/{instance.Generation} was rewound, and {otherwise}");
        }
    }
}
