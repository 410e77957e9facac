using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>How a workflow stands, as its pull request is told.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReportStanding>))]
public enum ReportStanding
{
    /// <summary>It goes on by itself, or waits for an approval.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It is done.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>It waits for somebody to decide: retry, skip or abort.</summary>
    [JsonStringEnumMemberName("parked")]
    Parked,

    /// <summary>It ended without being done.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
