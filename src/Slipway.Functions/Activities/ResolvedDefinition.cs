using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;

namespace Slipway.Functions.Activities;

/// <summary>A definition that can be run.</summary>
/// <param name="Definition">The definition, as it is now.</param>
/// <param name="Inputs">Its inputs, checked, with defaults.</param>
/// <param name="Plugins">What must be known of its plugins.</param>
public sealed record ResolvedDefinition(
    WorkflowDefinition Definition, JsonElement Inputs, IReadOnlyDictionary<string, PluginFacts> Plugins);
