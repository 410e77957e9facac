using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>A page of runs.</summary>
internal sealed record CodegenPage
{
    /// <summary>Needed: without it, nobody knows whether there is the run that is looked for, and another one would be paid for.</summary>
    [JsonPropertyName("items")]
    public required IReadOnlyList<CodegenRun> Items
    {
        get;
        init => field = value ?? throw new JsonException("Its list of runs is null.");
    }

    [JsonPropertyName("total")]
    public long Total { get; init; }
}
