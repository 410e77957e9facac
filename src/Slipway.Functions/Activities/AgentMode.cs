using System.Text.Json.Serialization;

namespace Slipway.Functions.Activities;

/// <summary>What an agent is asked to do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentMode>))]
public enum AgentMode
{
    /// <summary>Write a plan, change nothing.</summary>
    Plan,

    /// <summary>Change the code.</summary>
    Code,

    /// <summary>Change the code again, so that failed gates pass.</summary>
    Fix,

    /// <summary>Resolve the conflicts of a merge with the base branch.</summary>
    Merge,
}
