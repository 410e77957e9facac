using Slipway.LocalHost.Durable.History;

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
    Dictionary<string, string>? Tags)
{
    /// <summary>What a call asks for; without a version of its own it has its orchestration's.</summary>
    public static TaskRow Of(TaskScheduled call, long instanceKey, int generation, string instanceId, string version) =>
        new(instanceKey, generation, call.TaskId, instanceId, call.Name, call.Version ?? version, call.Input, call.Tags);

    /// <summary>The number of the activity that an event ends; null when it ends none.</summary>
    public static int? EndedBy(HistoryEvent value) => value switch
    {
        TaskCompleted completed => completed.TaskId,
        TaskFailed failed => failed.TaskId,
        _ => null,
    };
}
