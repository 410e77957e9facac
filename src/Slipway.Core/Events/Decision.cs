using System.Text.Json.Serialization;

namespace Slipway.Core.Events;

/// <summary>What an operator decides about a failed workflow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Decision>))]
public enum Decision
{
    /// <summary>Do the failed state again.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry,

    /// <summary>Go on from an earlier state.</summary>
    [JsonStringEnumMemberName("go_back")]
    GoBack,

    /// <summary>Go on without the failed step.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>Give up.</summary>
    [JsonStringEnumMemberName("abort")]
    Abort,
}
