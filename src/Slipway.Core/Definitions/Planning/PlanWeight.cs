using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions.Planning;

/// <summary>Where a plan has the duration of a step from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanWeight>))]
public enum PlanWeight
{
    /// <summary>Nobody says: the plugin's limit, or that of its type.</summary>
    [JsonStringEnumMemberName("assumed")]
    Assumed,

    /// <summary>The step's own timeout.</summary>
    [JsonStringEnumMemberName("declared")]
    Declared,

    /// <summary>The median of its last runs.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>What it took in the run that is looked at.</summary>
    [JsonStringEnumMemberName("taken")]
    Taken,
}
