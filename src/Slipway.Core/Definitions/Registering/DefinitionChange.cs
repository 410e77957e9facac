namespace Slipway.Core.Definitions.Registering;

/// <summary>What somebody wants done with a registered definition.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Version">The version that is to be its newest; <see langword="null"/> to remove it with all its versions.</param>
/// <param name="Text">The canonical form of that version.</param>
/// <param name="IfMatch">The hash that its newest version must have now, <c>*</c> for any; unset, it does not matter.</param>
/// <param name="IfNew">Whether there must be none yet.</param>
public sealed record DefinitionChange(
    string Id, DefinitionVersion? Version, string? Text, string? IfMatch = null, bool IfNew = false);
