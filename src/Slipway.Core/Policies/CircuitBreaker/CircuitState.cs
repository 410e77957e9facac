using System.Text.Json.Serialization;

namespace Slipway.Core.Policies.CircuitBreaker;

/// <summary>What a circuit breaker does with those who want to pass.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CircuitState>))]
public enum CircuitState
{
    /// <summary>Lets all pass.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,

    /// <summary>Lets nobody pass.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Lets one pass, to see whether it works again.</summary>
    [JsonStringEnumMemberName("half_open")]
    HalfOpen,
}
