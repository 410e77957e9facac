using System.Text.Json;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Fork;

/// <summary>Finds what of a run its fork begins with, or it itself when it is rewound. Pure.</summary>
/// <remarks>
/// Turns are copied whole, because what the code asked for stands at the end of its turn. So the turn of the event itself is taken anew,
/// with what had arrived in it up to the event.
/// </remarks>
internal static class ForkPlanner
{
    /// <exception cref="ArgumentException">The options name no such event, or an input that has no place there.</exception>
    public static ForkPlan Plan(IReadOnlyList<HistoryEvent> history, ForkOptions options)
    {
        var place = PlaceOf(history, options);
        var turn = place;
        while (turn > 0 && history[turn] is not OrchestratorStarted)
        {
            turn--;
        }

        var last = options.NewInput is { } input ? WithInput(history[place], input, place) : history[place];
        var copied = history.Take(turn).ToList();
        var arrived = history.Take(place).Skip(turn).Where(IsTaken).Append(last).ToList();
        if (OpenCalls.HeldLock([.. copied, .. arrived]) is { } held)
        {
            throw new ArgumentException(
                $"Event {place} is inside the critical section that event {held} began, whose locks cannot be taken over. "
                + "Name a step before it, or after its end.");
        }

        if (!copied.Concat(arrived).Any(value => value is ExecutionStarted))
        {
            throw new ArgumentException(
                $"Event {place} is {history[place].Describe()}, which came before the start: name the start or a later step.");
        }

        var ended = arrived.Select(OpenCalls.EndedBy).ToHashSet();
        return new ForkPlan(place, copied, arrived, [.. OpenCalls.Of(copied).Where(call => !ended.Contains(call.TaskId))]);
    }

    private static bool IsTaken(HistoryEvent value) => OpenCalls.IsArrival(value) || value is ExecutionSuspended or ExecutionResumed;

    private static int PlaceOf(IReadOnlyList<HistoryEvent> history, ForkOptions options) => options switch
    {
        { AfterEvent: { } place, AfterTask: null } => PlaceOfEvent(history, place),
        { AfterTask: { } taskId, AfterEvent: null } => PlaceOfEnd(history, taskId),
        _ => throw new ArgumentException("Name a step by either 'afterEvent', a place in the history, or 'afterTask', a call's number."),
    };

    private static int PlaceOfEvent(IReadOnlyList<HistoryEvent> history, int place)
    {
        if (place >= 0 && place < history.Count && OpenCalls.IsArrival(history[place]))
        {
            return place;
        }

        var places = Enumerable.Range(0, history.Count).Where(other => OpenCalls.IsArrival(history[other])).ToList();
        var nearest = places.OrderBy(other => Math.Abs((long)other - place)).Take(3).Order().ToList();
        var known = nearest.Count == 0 ? "there is none yet" : $"the nearest are {string.Join(", ", nearest)}";
        var what = place >= 0 && place < history.Count ? $"is {history[place].Describe()}" : "does not exist";
        throw new ArgumentException(
            $"Event {place} {what}. A step is something that arrived: a start, a result, a timer that fired, an external event; {known}.");
    }

    private static int PlaceOfEnd(IReadOnlyList<HistoryEvent> history, int taskId)
    {
        for (var place = 0; place < history.Count; place++)
        {
            if (OpenCalls.EndedBy(history[place]) == taskId)
            {
                return place;
            }
        }

        var finished = history.Select(OpenCalls.EndedBy).OfType<int>().Order().ToList();
        var known = finished.Count == 0 ? "none has" : $"those that have are {string.Join(", ", finished.TakeLast(20))}";
        throw new ArgumentException($"Task {taskId} has not finished in this run; {known}.");
    }

    private static HistoryEvent WithInput(HistoryEvent value, string input, int place)
    {
        try
        {
            using var document = JsonDocument.Parse(input);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The new input is not JSON: {exception.Message}", exception);
        }

        return value switch
        {
            ExecutionStarted start => start with { Input = input },
            EventRaised raised => raised with { Input = input },
            TaskCompleted completed => completed with { Result = input },
            TaskFailed failed => new TaskCompleted(failed.Timestamp, failed.TaskId, input),
            SubOrchestrationCompleted completed => completed with { Result = input },
            SubOrchestrationFailed failed => new SubOrchestrationCompleted(failed.Timestamp, failed.TaskId, input),
            EntityCallCompleted completed => completed with { Result = input },
            EntityCallFailed failed => new EntityCallCompleted(failed.Timestamp, failed.TaskId, input),
            _ => throw new ArgumentException(
                $"Event {place} is {value.Describe()}, which carries no data: leave the new input out, or name another event."),
        };
    }
}
