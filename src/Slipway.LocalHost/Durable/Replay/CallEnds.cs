using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Knows the events that end a call of an orchestrator.</summary>
internal static class CallEnds
{
    /// <summary>The number of the call that an event ends; null when it ends none.</summary>
    public static int? TaskIdOf(HistoryEvent value) => value switch
    {
        TaskCompleted completed => completed.TaskId,
        TaskFailed failed => failed.TaskId,
        TimerFired fired => fired.TaskId,
        SubOrchestrationCompleted completed => completed.TaskId,
        SubOrchestrationFailed failed => failed.TaskId,
        EntityCallCompleted completed => completed.TaskId,
        EntityCallFailed failed => failed.TaskId,
        EntityLockGranted granted => granted.TaskId,
        _ => null,
    };
}
