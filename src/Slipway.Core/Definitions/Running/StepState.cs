using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions.Running;

/// <summary>Where a step of a running workflow stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepState>))]
public enum StepState
{
    /// <summary>It has not begun: it waits for the steps it depends on, or for a place.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>An attempt failed; the next one is to come.</summary>
    [JsonStringEnumMemberName("waiting_retry")]
    WaitingRetry,

    /// <summary>An attempt runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It waits for people, an event, or a time.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>It failed for good and waits for a decision.</summary>
    [JsonStringEnumMemberName("parked")]
    Parked,

    /// <summary>It is done.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>It failed for good, and nothing waits for a decision about it.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It did not run: its condition did not hold, somebody skipped it, or what it depends on failed.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>It was stopped.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>It was done, and has been undone.</summary>
    [JsonStringEnumMemberName("compensated")]
    Compensated,
}
