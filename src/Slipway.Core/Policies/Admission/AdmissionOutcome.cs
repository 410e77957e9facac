using System.Text.Json.Serialization;

namespace Slipway.Core.Policies.Admission;

/// <summary>Whether a workflow may run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdmissionOutcome>))]
public enum AdmissionOutcome
{
    /// <summary>It may.</summary>
    [JsonStringEnumMemberName("admitted")]
    Admitted,

    /// <summary>It has a place in the queue.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>It may not, and does not wait.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
