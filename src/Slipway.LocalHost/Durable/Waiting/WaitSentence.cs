using Slipway.LocalHost.Durable.Activities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Waiting;

/// <summary>Puts what can wake an orchestration into words.</summary>
/// <param name="activities">Where its activities are.</param>
/// <param name="timers">When its timers are due, by their number.</param>
internal sealed class WaitSentence(ActivityPlaces activities, IReadOnlyDictionary<int, DateTime> timers)
{
    private const int MaxNamed = 5;

    public WaitingReport Of(string instanceId, OrchestrationWaits waits)
    {
        var events = waits.Events.Select(wait => new Part($"event '{wait.Name}'", wait.Since, Until: null));
        return Report(instanceId, [.. events, .. waits.Calls.Select(task => Describe(task.Call, task.Attempt))]);
    }

    /// <summary>What the history alone can tell.</summary>
    public WaitingReport WithoutCode(InstanceRow instance, IReadOnlyList<ScheduledEvent> calls) => calls.Count > 0
        ? Report(instance.InstanceId, [.. calls.Select(call => Describe(call, attempt: null))])
        : new WaitingReport(
            instance.InstanceId,
            "an external event, whose name only its code tells, and this host has no code that fits",
            instance.UpdatedAt,
            Until: null);

    private static WaitingReport Report(string instanceId, IReadOnlyList<Part> parts)
    {
        if (parts.Count == 0)
        {
            return new WaitingReport(instanceId, "nothing that is known", Since: null, Until: null);
        }

        var named = parts.Take(MaxNamed).Select(part => part.Until is { } until
            ? $"{part.What} until {until:u}"
            : $"{part.What} since {part.Since:u}");
        var more = parts.Count > MaxNamed ? $"; and {parts.Count - MaxNamed} more" : string.Empty;
        return new WaitingReport(
            instanceId, string.Join("; ", named) + more, parts.Min(part => part.Since), parts.Min(part => part.Until));
    }

    private Part Describe(ScheduledEvent call, RetryAttempt? attempt)
    {
        var which = attempt switch
        {
            null => string.Empty,
            { Of: { } most } => $", attempt {attempt.Number} of {most}",
            _ => $", attempt {attempt.Number}",
        };
        return call switch
        {
            TimerCreated timer => new Part(
                $"a timer (#{timer.TaskId})", timer.Timestamp, timers.TryGetValue(timer.TaskId, out var due) ? due : timer.FireAt),
            TaskScheduled task => new Part($"{task.Describe()}{which}{Queued(task.TaskId)}", task.Timestamp, Until: null),
            SubOrchestrationCreated child => new Part(
                $"{child.Describe()}, instance '{child.InstanceId}'{which}", child.Timestamp, Until: null),
            _ => new Part(call.Describe(), call.Timestamp, Until: null),
        };
    }

    private string Queued(int taskId) => activities.Queued.TryGetValue(taskId, out var place)
        ? $", queued behind {place.Ahead} others: {place.Limit},"
        : activities.Running.Contains(taskId) ? ", running" : string.Empty;

    private sealed record Part(string What, DateTime Since, DateTime? Until);
}
