using System.Text.Json.Serialization;

namespace Slipway.Core.Lifecycle;

/// <summary>What happens to a pull request whose gates have passed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MergePolicy>))]
public enum MergePolicy
{
    /// <summary>It is merged at once.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>It is merged when somebody approves it.</summary>
    [JsonStringEnumMemberName("after_approval")]
    AfterApproval,

    /// <summary>It stays open for people to merge; the workflow completes without merging.</summary>
    [JsonStringEnumMemberName("never")]
    Never,
}
