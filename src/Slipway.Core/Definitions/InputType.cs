using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions;

/// <summary>What an input must be: the names of JSON Schema.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InputType>))]
public enum InputType
{
    /// <summary>Text.</summary>
    [JsonStringEnumMemberName("string")]
    String,

    /// <summary>A number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A whole number.</summary>
    [JsonStringEnumMemberName("integer")]
    Integer,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("boolean")]
    Boolean,

    /// <summary>A list.</summary>
    [JsonStringEnumMemberName("array")]
    Array,

    /// <summary>Values by name.</summary>
    [JsonStringEnumMemberName("object")]
    Object,
}
