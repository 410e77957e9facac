using DurableTask.Core;
using DurableTask.Core.History;
using Slipway.LocalHost.Durable.History;
using CoreEvent = DurableTask.Core.History.HistoryEvent;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>Gives the history in the form that clients of Durable Functions know.</summary>
internal static class HistoryMapping
{
    private const int NoEventId = -1;

    public static CoreEvent Map(History.HistoryEvent value, string instanceId)
    {
        var mapped = MapKind(value, instanceId);
        mapped.Timestamp = value.Timestamp;
        mapped.IsPlayed = true;
        return mapped;
    }

    private static CoreEvent MapKind(History.HistoryEvent value, string instanceId) => value switch
    {
        OrchestratorStarted => new OrchestratorStartedEvent(NoEventId),
        OrchestratorCompleted => new OrchestratorCompletedEvent(NoEventId),
        ExecutionStarted start => MapStart(start, instanceId),
        ExecutionCompleted end => new ExecutionCompletedEvent(
            NoEventId, end.Result, (OrchestrationStatus)(int)end.Status, MapFailure(end.Failure)),
        ExecutionTerminated end => new ExecutionTerminatedEvent(NoEventId, end.Output!),
        ExecutionSuspended suspended => new ExecutionSuspendedEvent(NoEventId, suspended.Reason!),
        ExecutionResumed resumed => new ExecutionResumedEvent(NoEventId, resumed.Reason!),
        ExecutionRewound rewound => new ExecutionRewoundEvent(NoEventId, ReasonOf(rewound)) { InstanceId = instanceId },
        ExecutionForked forked => new GenericEvent(NoEventId, $"Forked from {forked.InstanceId} after event {forked.AfterEvent}"),
        EventRaised raised => new EventRaisedEvent(NoEventId, raised.Input!) { Name = raised.Name },
        _ => MapCall(value),
    };

    private static CoreEvent MapCall(History.HistoryEvent value) => value switch
    {
        TaskScheduled task => new TaskScheduledEvent(task.TaskId, task.Name, task.Version, $"[{task.Input ?? "null"}]")
        {
            Tags = task.Tags,
        },
        TaskCompleted task => new TaskCompletedEvent(NoEventId, task.TaskId, task.Result!),
        TaskFailed task => new TaskFailedEvent(
            NoEventId, task.TaskId, task.Failure.ErrorMessage, task.Failure.StackTrace, MapFailure(task.Failure)),
        TimerCreated timer => new TimerCreatedEvent(timer.TaskId, timer.FireAt),
        TimerFired timer => new TimerFiredEvent(NoEventId, timer.FireAt) { TimerId = timer.TaskId },
        SubOrchestrationCreated child => new SubOrchestrationInstanceCreatedEvent(child.TaskId)
        {
            Name = child.Name,
            Version = child.Version,
            InstanceId = child.InstanceId,
            Input = child.Input!,
            Tags = child.Tags!,
        },
        SubOrchestrationCompleted child => new SubOrchestrationInstanceCompletedEvent(NoEventId, child.TaskId, child.Result!),
        SubOrchestrationFailed child => new SubOrchestrationInstanceFailedEvent(
            NoEventId, child.TaskId, child.Failure.ErrorMessage, child.Failure.StackTrace, MapFailure(child.Failure)),
        EventSent sent => new EventSentEvent(sent.TaskId) { InstanceId = sent.InstanceId, Name = sent.Name, Input = sent.Input! },
        _ => EntityEventMapping.Map(value) ?? throw new InvalidOperationException($"There is no public form of {value.Describe()}."),
    };

    private static ExecutionStartedEvent MapStart(ExecutionStarted start, string instanceId) => new(NoEventId, start.Input!)
    {
        Name = start.Name,
        Version = start.Version,
        Generation = start.Generation - 1,
        OrchestrationInstance = Instance(instanceId, start.Generation),
        ParentInstance = start.Parent is not { } parent ? null! : new ParentInstance
        {
            Name = parent.Name,
            OrchestrationInstance = Instance(parent.InstanceId, parent.Generation),
            TaskScheduleId = parent.TaskId,
        },
        Tags = start.Tags!,
        ScheduledStartTime = start.ScheduledStart,
    };

    // Their form has no place for who did it.
    private static string? ReasonOf(ExecutionRewound rewound) =>
        rewound.By is null ? rewound.Reason : $"{rewound.Reason} (by {rewound.By})".TrimStart();

    private static OrchestrationInstance Instance(string instanceId, int generation) =>
        new() { InstanceId = instanceId, ExecutionId = $"{instanceId}:{generation}" };

    private static FailureDetails? MapFailure(Failure? failure) => failure is null ? null : new FailureDetails(
        failure.ErrorType, failure.ErrorMessage, failure.StackTrace, MapFailure(failure.Inner), Failure.IsNotFound(failure.ErrorType));
}
