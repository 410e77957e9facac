using System.Text.Json;

namespace Slipway.Core.Definitions;

/// <summary>What a run is given, checked.</summary>
/// <param name="Inputs">Every input of the definition by name, defaults applied, null where there is neither: a JSON object.</param>
/// <param name="Problems">All that is wrong; the inputs can be used when there is nothing.</param>
public sealed record InputReading(JsonElement Inputs, IReadOnlyList<DefinitionProblem> Problems);
