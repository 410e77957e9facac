using System.Text.Json.Serialization;

namespace Slipway.Core.Policies;

/// <summary>What kind of failure it is; retry and fallback go by it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErrorCategory>))]
public enum ErrorCategory
{
    /// <summary>Likely to pass: worth another attempt.</summary>
    [JsonStringEnumMemberName("transient")]
    Transient,

    /// <summary>A service asked to wait.</summary>
    [JsonStringEnumMemberName("rate_limited")]
    RateLimited,

    /// <summary>It took longer than allowed.</summary>
    [JsonStringEnumMemberName("timeout")]
    Timeout,

    /// <summary>The agent did not do its work.</summary>
    [JsonStringEnumMemberName("agent_failed")]
    AgentFailed,

    /// <summary>The work was done and is not good enough.</summary>
    [JsonStringEnumMemberName("validation_failed")]
    ValidationFailed,

    /// <summary>Somebody may not do this.</summary>
    [JsonStringEnumMemberName("permission")]
    Permission,

    /// <summary>What the user gave cannot work; another attempt with the same cannot either.</summary>
    [JsonStringEnumMemberName("configuration")]
    Configuration,

    /// <summary>Somebody stopped it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>A defect of ours.</summary>
    [JsonStringEnumMemberName("bug")]
    Bug,
}
