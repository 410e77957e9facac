namespace Slipway.Cli.Contract;

/// <summary>What became of a definition that was registered.</summary>
internal sealed record DefinitionPutView(string? Id, string? Version, string? Hash, string? Outcome);
