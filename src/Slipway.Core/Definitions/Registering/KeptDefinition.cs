namespace Slipway.Core.Definitions.Registering;

/// <summary>A version of a definition as it is kept.</summary>
/// <param name="Info">Which one.</param>
/// <param name="Text">Its canonical form.</param>
public sealed record KeptDefinition(DefinitionVersion Info, string Text);
