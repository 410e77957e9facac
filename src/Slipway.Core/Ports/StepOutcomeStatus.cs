using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>What came of one attempt of a step.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepOutcomeStatus>))]
public enum StepOutcomeStatus
{
    /// <summary>It is done.</summary>
    [JsonStringEnumMemberName("success")]
    Success,

    /// <summary>There was nothing to do; what depends on it goes on.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>It is not done.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}
