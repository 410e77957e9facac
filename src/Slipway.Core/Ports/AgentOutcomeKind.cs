using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>The one normal form of how an agent's run ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentOutcomeKind>))]
public enum AgentOutcomeKind
{
    /// <summary>It ended by itself and left a verified result.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>It ended by itself and changed nothing.</summary>
    [JsonStringEnumMemberName("no_change")]
    NoChange,

    /// <summary>It was not allowed to do what it wanted.</summary>
    [JsonStringEnumMemberName("denied")]
    Denied,

    /// <summary>Its budget is used up.</summary>
    [JsonStringEnumMemberName("budget")]
    Budget,

    /// <summary>It reached its limit of turns.</summary>
    [JsonStringEnumMemberName("max_turns")]
    MaxTurns,

    /// <summary>Its model refused more requests for now.</summary>
    [JsonStringEnumMemberName("rate_limited")]
    RateLimited,

    /// <summary>Its credentials are missing or wrong.</summary>
    [JsonStringEnumMemberName("auth")]
    Auth,

    /// <summary>Its model's interface failed.</summary>
    [JsonStringEnumMemberName("api_error")]
    ApiError,

    /// <summary>It ran, or was silent, longer than allowed and was ended.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,

    /// <summary>It was ended on request.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>It died with an error and left nothing.</summary>
    [JsonStringEnumMemberName("crashed")]
    Crashed,

    /// <summary>What it printed is not what its protocol promises.</summary>
    [JsonStringEnumMemberName("protocol")]
    Protocol,
}
