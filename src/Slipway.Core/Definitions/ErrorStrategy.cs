using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions;

/// <summary>What happens when a step fails.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErrorStrategy>))]
public enum ErrorStrategy
{
    /// <summary>Nothing is tried again; what runs is stopped, and the workflow parks for a decision.</summary>
    [JsonStringEnumMemberName("fail_fast")]
    FailFast,

    /// <summary>What depends on it is skipped, the rest goes on; the workflow ends as failed.</summary>
    [JsonStringEnumMemberName("continue")]
    Continue,

    /// <summary>It is tried again, then parks for a decision while the rest goes on.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry,

    /// <summary>As <see cref="Retry"/>, with each of the fallback agents before it parks.</summary>
    [JsonStringEnumMemberName("retry_with_fallback")]
    RetryWithFallback,

    /// <summary>It is tried again; then what was done is undone, the last first, and the workflow ends as failed.</summary>
    [JsonStringEnumMemberName("compensate")]
    Compensate,
}
