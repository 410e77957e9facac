using Slipway.Core.Definitions;

namespace Slipway.Cli.Contract;

/// <summary>The definitions that a host has.</summary>
/// <param name="Definitions">By id.</param>
/// <param name="Problems">What is wrong with files of its folder.</param>
internal sealed record DefinitionListView(IReadOnlyList<DefinitionView>? Definitions, IReadOnlyList<DefinitionProblem>? Problems);
