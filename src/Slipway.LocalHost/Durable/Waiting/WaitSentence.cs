using Slipway.LocalHost.Durable.Activities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Waiting;

/// <summary>Puts what can wake an orchestration into words.</summary>
/// <param name="activities">Where its activities are.</param>
/// <param name="entities">What the entities it waits for do.</param>
/// <param name="timers">When its timers are due, by their number.</param>
internal sealed class WaitSentence(ActivityPlaces activities, EntityWaits entities, IReadOnlyDictionary<int, DateTime> timers)
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

        var named = parts.Take(MaxNamed).Select(part => part.Describe());
        var more = parts.Count > MaxNamed ? $"; and {parts.Count - MaxNamed} more" : string.Empty;
        return new WaitingReport(
            instanceId, string.Join("; ", named) + more, parts.Min(part => part.Since), parts.Min(part => part.Until));
    }

    private Part Describe(ScheduledEvent call, RetryAttempt? attempt)
    {
        var which = attempt is null ? string.Empty : $", {attempt.Describe()}";
        return call switch
        {
            TimerCreated timer => Timer(timer, attempt),
            TaskScheduled task => Activity(task, which),
            SubOrchestrationCreated child => new Part(
                $"{child.Describe()}, instance '{child.InstanceId}'{which}", child.Timestamp, Until: null),
            EntityCalled called => Operation(called),
            EntityLockRequested request => new Part(request.Describe() + entities.Of(request), request.Timestamp, Until: null),
            _ => new Part(call.Describe(), call.Timestamp, Until: null),
        };
    }

    private Part Timer(TimerCreated timer, RetryAttempt? next) => new(
        next is null ? $"a timer (#{timer.TaskId})" : $"the delay before {next.Describe()} of {next.Call} (timer #{timer.TaskId})",
        timer.Timestamp,
        timers.TryGetValue(timer.TaskId, out var due) ? due : timer.FireAt);

    private Part Operation(EntityCalled call)
    {
        var (text, saysSince) = entities.Of(call);
        return new Part(call.Describe() + text, call.Timestamp, Until: null) { SaysSince = saysSince };
    }

    private Part Activity(TaskScheduled task, string which)
    {
        if (activities.Queued.TryGetValue(task.TaskId, out var place))
        {
            return new Part($"{task.Describe()}{which}, queued behind {place.Ahead} others: {place.Limit},", task.Timestamp, Until: null);
        }

        if (!activities.Running.TryGetValue(task.TaskId, out var run))
        {
            return new Part(task.Describe() + which, task.Timestamp, Until: null);
        }

        var overdue = run switch
        {
            { IsOverdue: true, IsOnThread: true } => ", overdue and blocking its thread",
            { IsOverdue: true } => ", overdue",
            _ => string.Empty,
        };
        return new Part($"{task.Describe()}{which}{overdue}, running since {run.Since:u}", task.Timestamp, run.Until) { SaysSince = true };
    }

    private sealed record Part(string What, DateTime Since, DateTime? Until)
    {
        /// <summary>Whether it says itself since when.</summary>
        public bool SaysSince { get; init; }

        public string Describe() => (Until, SaysSince) switch
        {
            ({ } until, true) => $"{What}, at most until {until:u}",
            ({ } until, false) => $"{What} until {until:u}",
            (null, true) => What,
            (null, false) => $"{What} since {Since:u}",
        };
    }
}
