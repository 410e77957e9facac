using System.Text.Json;

namespace Slipway.Core.Definitions.Running;

/// <summary>What a workflow of a definition returns.</summary>
/// <param name="Snapshot">How it ended.</param>
/// <param name="Outputs">The definition's outputs: a JSON object; unset when there are none.</param>
public sealed record DefinitionRunResult(DefinitionSnapshot Snapshot, JsonElement? Outputs);
