using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;

namespace Slipway.LocalHost.Storage;

/// <summary>An activity that is scheduled and has no recorded result.</summary>
internal sealed record TaskRow(
    long InstanceKey,
    int Generation,
    int TaskId,
    string InstanceId,
    string Name,
    string? Version,
    string? Input,
    Dictionary<string, string>? Tags,
    string? Trace = null)
{
    /// <summary>What a call asks for; without a version of its own it has its orchestration's.</summary>
    public static TaskRow Of(TaskScheduled call, InstanceRow caller) =>
        new(
            caller.Key,
            caller.Generation,
            call.TaskId,
            caller.InstanceId,
            call.Name,
            call.Version ?? caller.Version,
            call.Input,
            call.Tags,
            TracePlace.WriteCall(caller, call.TaskId));

    /// <summary>The number of the activity that an event ends; null when it ends none.</summary>
    public static int? EndedBy(HistoryEvent value) => value switch
    {
        TaskCompleted completed => completed.TaskId,
        TaskFailed failed => failed.TaskId,
        _ => null,
    };
}
