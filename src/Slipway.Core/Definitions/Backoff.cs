using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions;

/// <summary>How the delay between attempts grows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Backoff>))]
public enum Backoff
{
    /// <summary>Longer each time by <see cref="RetryDefinition.Multiplier"/>.</summary>
    [JsonStringEnumMemberName("exponential")]
    Exponential,

    /// <summary>Longer by the base delay each time.</summary>
    [JsonStringEnumMemberName("linear")]
    Linear,

    /// <summary>The same each time.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,
}
