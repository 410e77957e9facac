using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>What kind of thing an agent is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentProgressKind>))]
public enum AgentProgressKind
{
    /// <summary>It says something.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>It uses a tool.</summary>
    [JsonStringEnumMemberName("tool")]
    Tool,

    /// <summary>It runs a command.</summary>
    [JsonStringEnumMemberName("command")]
    Command,

    /// <summary>It changes a file.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>Its model did not answer, and it asks again.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry,
}
