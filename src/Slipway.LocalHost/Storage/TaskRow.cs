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
    /// <summary>The number of the activity that an event ends; null when it ends none.</summary>
    public static int? EndedBy(HistoryEvent value) => value switch
    {
        TaskCompleted completed => completed.TaskId,
        TaskFailed failed => failed.TaskId,
        _ => null,
    };
}
