namespace Slipway.Core.Definitions;

/// <summary>What a text says.</summary>
/// <param name="Definition">The definition; <see langword="null"/> when there is a problem.</param>
/// <param name="Problems">All that is wrong, in the order of the text; at most 100.</param>
/// <param name="Source">Where its values stand, for problems that are found later.</param>
public sealed record DefinitionReading(WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems, DefinitionSource Source);
