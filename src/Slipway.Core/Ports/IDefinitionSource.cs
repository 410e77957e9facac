using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;

namespace Slipway.Core.Ports;

/// <summary>Where workflow definitions are found.</summary>
public interface IDefinitionSource
{
    /// <summary>Finds a definition by its id; <see langword="null"/> when there is none.</summary>
    /// <param name="id">The definition's id.</param>
    /// <param name="version">Which version, as <see cref="DefinitionVersion.Matches"/> takes it; null for the newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">It was found and cannot be used; the message says why.</exception>
    Task<WorkflowDefinition?> FindAsync(string id, string? version, CancellationToken cancellationToken);

    /// <summary>All that <see cref="FindAsync"/> finds, in the order of their ids.</summary>
    Task<IReadOnlyList<ListedDefinition>> ListAsync(CancellationToken cancellationToken);
}
