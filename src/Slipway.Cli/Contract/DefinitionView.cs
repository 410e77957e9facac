using System.Text.Json;

namespace Slipway.Cli.Contract;

/// <summary>A definition that a host has.</summary>
internal sealed record DefinitionView(string? Id, string? Version, string? Source, string? Name, IReadOnlyList<JsonElement>? Versions);
