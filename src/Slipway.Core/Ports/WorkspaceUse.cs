using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>What a step's plugin does with the worktree that the steps of a workflow share.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkspaceUse>))]
public enum WorkspaceUse
{
    /// <summary>It does not work there.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>It works there beside others that do so: it reads, or what it writes is in nobody's way.</summary>
    [JsonStringEnumMemberName("shared")]
    Shared,

    /// <summary>It changes all of it, by a reset or a commit: while it runs, nothing else works there.</summary>
    [JsonStringEnumMemberName("exclusive")]
    Exclusive,
}
