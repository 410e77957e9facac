namespace Slipway.LocalHost.Durable.History;

/// <summary>Tells which calls of a history have not ended.</summary>
internal static class OpenCalls
{
    /// <summary>The calls without an end, in order. A timer that was cancelled is among them: a history does not say so.</summary>
    public static List<ScheduledEvent> Of(IReadOnlyCollection<HistoryEvent> history)
    {
        var ended = history.Select(EndedBy).ToHashSet();
        return [.. history.OfType<ScheduledEvent>().Where(call => IsAwaited(call) && !ended.Contains(call.TaskId))];
    }

    /// <summary>The number of the call that an event ends; null when it ends none.</summary>
    public static int? EndedBy(HistoryEvent value) => value switch
    {
        TaskCompleted end => end.TaskId,
        TaskFailed end => end.TaskId,
        TimerFired end => end.TaskId,
        SubOrchestrationCompleted end => end.TaskId,
        SubOrchestrationFailed end => end.TaskId,
        EntityCallCompleted end => end.TaskId,
        EntityCallFailed end => end.TaskId,
        EntityLockGranted end => end.TaskId,
        _ => null,
    };

    /// <summary>Whether the event came from outside the turn, so that the orchestrator's code ran on because of it.</summary>
    public static bool IsArrival(HistoryEvent value) => value is ExecutionStarted or EventRaised || EndedBy(value) is not null;

    /// <summary>The place of the first request for locks that were granted and not given back; null when none is held.</summary>
    public static int? HeldLock(IReadOnlyList<HistoryEvent> history)
    {
        var granted = history.OfType<EntityLockGranted>().Select(grant => grant.TaskId)
            .Except(history.OfType<EntityLockReleased>().Select(release => release.Section)).ToHashSet();
        for (var place = 0; place < history.Count; place++)
        {
            if (history[place] is EntityLockRequested request && granted.Contains(request.TaskId))
            {
                return place;
            }
        }

        return null;
    }

    private static bool IsAwaited(ScheduledEvent call) => call is not (EventSent or EntitySignaled or EntityLockReleased);
}
