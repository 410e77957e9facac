using System.Text.Json.Serialization;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>A pull request that a run opened.</summary>
internal sealed record CodegenPullRequest
{
    [JsonPropertyName("url")]
    public string? Url { get; init; }

    [JsonPropertyName("title")]
    public string? Title { get; init; }

    [JsonPropertyName("head_branch_name")]
    public string? Branch { get; init; }
}
