using Microsoft.DurableTask;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Durable.Rewind;

/// <summary>Finds the last good state of a failed history. Pure, but for the replay that it is given to try a state.</summary>
/// <remarks>
/// <para>
/// The gentlest way first: failures are taken out, one set after the other, until today's code fits what is left; so all that was
/// finished stays, also beside and after a failure. The sets are all failures, those after which the code asked for nothing in the same
/// turn, and those that ended the orchestration.
/// </para>
/// <para>
/// Where the code went on because of the failure that ended it in the end (it cleaned up and threw again, say), the history is cut before
/// the turn that took the failure. Where no call failed, the code itself threw: the history is cut before its last turn. What else had
/// arrived after the cut arrives again. A critical section over entities is never gone on with, but begun anew.
/// </para>
/// </remarks>
internal static class RewindPoint
{
    /// <param name="history">A history that ends in a failure.</param>
    /// <param name="fits">Whether the orchestrator's code, replayed over a history, does as it says and waits at its end.</param>
    public static (List<HistoryEvent> Kept, List<HistoryEvent> Redelivered) Find(
        IReadOnlyList<HistoryEvent> history, Func<IReadOnlyList<HistoryEvent>, bool> fits)
    {
        var (kept, redelivered) = FindState(history, fits);
        if (OpenCalls.HeldLock(kept) is not { } place)
        {
            return (kept, redelivered);
        }

        // Its locks were given back when it failed, so what it did under them it does anew.
        return Cut([.. kept, .. redelivered], TurnOf(kept, place));
    }

    private static (List<HistoryEvent> Kept, List<HistoryEvent> Redelivered) FindState(
        IReadOnlyList<HistoryEvent> history, Func<IReadOnlyList<HistoryEvent>, bool> fits)
    {
        var failures = Enumerable.Range(0, history.Count).Where(place => IsFailure(history[place])).ToList();
        var ending = failures.Where(EndedIt(history)).ToHashSet();
        IEnumerable<IReadOnlyCollection<int>> candidates =
        [
            failures,
            [.. failures.Where(place => ending.Contains(place) || !CodeAskedAfter(history, place))],
            ending,
        ];
        foreach (var removed in candidates.Where(set => set.Count > 0).DistinctBy(set => set.Count))
        {
            var taken = removed.ToHashSet();
            var kept = history.Where((value, place) => value is not ExecutionCompleted && !taken.Contains(place)).ToList();
            if (fits(kept))
            {
                return (kept, []);
            }
        }

        return Cut(history, TurnOf(history, ending.Count > 0 ? ending.Min() : history.Count - 1));
    }

    private static bool IsFailure(HistoryEvent value) => value is TaskFailed or SubOrchestrationFailed or EntityCallFailed;

    /// <summary>Whether a failure is what the orchestration ended with, or came after all that the code asked for.</summary>
    private static Func<int, bool> EndedIt(IReadOnlyList<HistoryEvent> history)
    {
        var messages = new HashSet<string>(StringComparer.Ordinal);
        for (var cause = history.OfType<ExecutionCompleted>().Last().Failure; cause is not null; cause = cause.Inner)
        {
            messages.Add(cause.ErrorMessage);
        }

        var calls = history.OfType<ScheduledEvent>().ToDictionary(call => call.TaskId);
        var lastCall = history.Select((value, place) => value is ScheduledEvent ? place : -1).DefaultIfEmpty(-1).Max();
        return place => place > lastCall || messages.Contains(MessageOf(calls, history[place]));
    }

    /// <summary>What the orchestrator's exception says of a failed call.</summary>
    private static string MessageOf(Dictionary<int, ScheduledEvent> calls, HistoryEvent end)
    {
        var (taskId, failure) = end switch
        {
            TaskFailed failed => (failed.TaskId, failed.Failure),
            SubOrchestrationFailed failed => (failed.TaskId, failed.Failure),
            EntityCallFailed failed => (failed.TaskId, failed.Failure),
            _ => throw new InvalidOperationException($"{end.Describe()} is no failure."),
        };
        var name = calls[taskId] switch
        {
            TaskScheduled call => call.Name,
            SubOrchestrationCreated call => call.Name,
            var other => other.Describe(),
        };
        return new TaskFailedException(name, taskId, failure.ToDetails()).Message;
    }

    private static bool CodeAskedAfter(IReadOnlyList<HistoryEvent> history, int place) =>
        history.Skip(place).TakeWhile(value => value is not OrchestratorCompleted).Any(value => value is ScheduledEvent);

    /// <summary>The place at which the turn of an event begins.</summary>
    private static int TurnOf(IReadOnlyList<HistoryEvent> history, int place)
    {
        while (place > 0 && history[place] is not OrchestratorStarted)
        {
            place--;
        }

        return place;
    }

    private static (List<HistoryEvent> Kept, List<HistoryEvent> Redelivered) Cut(IReadOnlyList<HistoryEvent> history, int place)
    {
        var kept = history.Take(place).Concat(history.Skip(place).Where(RewrittenHistory.IsNote)).ToList();
        var open = OpenCalls.Of(kept).Select(call => call.TaskId).ToHashSet();
        var redelivered = history.Skip(place).Where(value => value switch
        {
            TaskFailed or SubOrchestrationFailed or EntityCallFailed => false,

            // The lock was given back when it failed, so it is asked for again.
            EntityLockGranted => false,
            ExecutionSuspended or ExecutionResumed or ExecutionStarted or EventRaised => true,
            _ => OpenCalls.EndedBy(value) is { } taskId && open.Contains(taskId),
        });
        return (kept, [.. redelivered]);
    }
}
