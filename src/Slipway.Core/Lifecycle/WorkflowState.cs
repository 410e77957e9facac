using System.Text.Json.Serialization;

namespace Slipway.Core.Lifecycle;

/// <summary>Where a workflow is in its lifecycle. Users see the upper-case names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkflowState>))]
public enum WorkflowState
{
    /// <summary>Accepted, not begun.</summary>
    [JsonStringEnumMemberName("IDLE")]
    Idle,

    /// <summary>An agent writes the plan.</summary>
    [JsonStringEnumMemberName("PLANNING")]
    Planning,

    /// <summary>An agent changes the code.</summary>
    [JsonStringEnumMemberName("CODING")]
    Coding,

    /// <summary>The change is proposed as a pull request.</summary>
    [JsonStringEnumMemberName("PR_CREATED")]
    PrCreated,

    /// <summary>Quality gates judge the change; then it is merged by policy.</summary>
    [JsonStringEnumMemberName("VALIDATING")]
    Validating,

    /// <summary>Done.</summary>
    [JsonStringEnumMemberName("COMPLETED")]
    Completed,

    /// <summary>Something failed; the workflow waits for a decision.</summary>
    [JsonStringEnumMemberName("FAILED")]
    Failed,
}
