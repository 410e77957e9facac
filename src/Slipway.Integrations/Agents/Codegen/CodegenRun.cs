using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>A run as the service tells of it (<c>AgentRunResponse</c>).</summary>
internal sealed record CodegenRun
{
    [JsonPropertyName("id")]
    public required long Id { get; init; }

    /// <summary>Any word, in any case: the service does not say which there are.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("web_url")]
    public string? WebUrl { get; init; }

    [JsonPropertyName("result")]
    public string? Result { get; init; }

    [JsonPropertyName("summary")]
    public string? Summary { get; init; }

    [JsonPropertyName("github_pull_requests")]
    public IReadOnlyList<CodegenPullRequest>? PullRequests { get; init; }

    [JsonPropertyName("metadata")]
    public JsonElement? Metadata { get; init; }

    /// <summary>Our marker, when it is one of ours.</summary>
    internal string? Marker =>
        Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty(CodegenClient.MarkerName, out var marker)
        && marker.ValueKind == JsonValueKind.String
            ? marker.GetString()
            : null;
}
