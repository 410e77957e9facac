using Slipway.Core.Definitions;

namespace Slipway.Core.Ports;

/// <summary>Where workflow definitions are found.</summary>
public interface IDefinitionSource
{
    /// <summary>Finds a definition by its id; <see langword="null"/> when there is none.</summary>
    /// <exception cref="SlipwayException">It was found and cannot be used; the message says why.</exception>
    Task<WorkflowDefinition?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The ids that <see cref="FindAsync"/> finds, in order.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
