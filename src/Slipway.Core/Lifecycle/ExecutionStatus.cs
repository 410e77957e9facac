using System.Text.Json.Serialization;

namespace Slipway.Core.Lifecycle;

/// <summary>How a workflow's execution stands, beside its state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionStatus>))]
public enum ExecutionStatus
{
    /// <summary>Waits to begin.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Works, or waits for something outside.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Somebody paused it; no time counts.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Done.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Failed: waits for a decision, or was closed without one.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Somebody cancelled it.</summary>
    [JsonStringEnumMemberName("aborted")]
    Aborted,
}
