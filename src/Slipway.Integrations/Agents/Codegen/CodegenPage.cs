using System.Text.Json.Serialization;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>A page of runs.</summary>
internal sealed record CodegenPage
{
    [JsonPropertyName("items")]
    public IReadOnlyList<CodegenRun> Items { get; init; } = [];

    [JsonPropertyName("total")]
    public long Total { get; init; }
}
