using Slipway.Core.Definitions;
using Slipway.Core.Ports;

namespace Slipway.Functions.Steps;

/// <summary>The definitions that come with Slipway.</summary>
internal sealed class BuiltInDefinitionSource : IDefinitionSource
{
    /// <inheritdoc/>
    public Task<WorkflowDefinition?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(BuiltInDefinitions.All.GetValueOrDefault(id));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(BuiltInDefinitions.Ids);
}
