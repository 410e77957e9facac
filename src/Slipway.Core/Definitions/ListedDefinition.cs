using Slipway.Core.Definitions.Registering;

namespace Slipway.Core.Definitions;

/// <summary>A definition that can be run by its id.</summary>
/// <param name="Definition">Its newest version.</param>
/// <param name="Source">Where it is from: <c>built-in</c>, <c>folder</c>, <c>registered</c>, or what another source calls itself.</param>
/// <param name="Versions">All versions that can be run, the newest first.</param>
/// <param name="File">The file it was read from, if it was.</param>
public sealed record ListedDefinition(
    WorkflowDefinition Definition, string Source, IReadOnlyList<DefinitionVersion> Versions, string? File = null);
