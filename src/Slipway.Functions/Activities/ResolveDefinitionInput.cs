using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Functions.Activities;

/// <summary>Which definition, and what a run of it is to be given.</summary>
public sealed record ResolveDefinitionInput(string Definition, JsonElement Inputs)
{
    /// <summary>The definition itself, where an earlier step wrote it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Written { get; init; }

    /// <summary>What its steps may use at most; unset, everything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Plugins { get; init; }
}
