using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions;

/// <summary>What kind of step it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepType>))]
public enum StepType
{
    /// <summary>Work of a plugin.</summary>
    [JsonStringEnumMemberName("task")]
    Task,

    /// <summary>Chooses one of its cases, by expressions or by a plugin; its output <c>choice</c> says which.</summary>
    [JsonStringEnumMemberName("decision")]
    Decision,

    /// <summary>Steps that run at once.</summary>
    [JsonStringEnumMemberName("parallel")]
    Parallel,

    /// <summary>Another definition, as a workflow of its own.</summary>
    [JsonStringEnumMemberName("subflow")]
    Subflow,

    /// <summary>Waits until people approve or reject.</summary>
    [JsonStringEnumMemberName("approval")]
    Approval,

    /// <summary>Waits for an event, for a time, or for whichever comes first.</summary>
    [JsonStringEnumMemberName("wait")]
    Wait,

    /// <summary>Its steps once for each item of a list.</summary>
    [JsonStringEnumMemberName("foreach")]
    ForEach,
}
