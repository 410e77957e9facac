using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>Where a platform's check stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlatformCheckState>))]
public enum PlatformCheckState
{
    /// <summary>Waiting or running; also one that is required and was not seen yet.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Passed, or it does not matter: neutral, skipped.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>Failed, timed out, or cancelled.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
