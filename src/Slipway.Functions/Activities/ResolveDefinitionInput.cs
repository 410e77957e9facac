using System.Text.Json;

namespace Slipway.Functions.Activities;

/// <summary>Which definition, and what a run of it is to be given.</summary>
public sealed record ResolveDefinitionInput(string Definition, JsonElement Inputs);
