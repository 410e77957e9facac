namespace Slipway.Core.Definitions.Registering;

/// <summary>What became of a <see cref="DefinitionChange"/>.</summary>
/// <param name="Outcome">What was done.</param>
/// <param name="Hash">The hash of the newest version before it; <see langword="null"/> when there was none.</param>
public sealed record DefinitionChangeResult(DefinitionChangeOutcome Outcome, string? Hash);
