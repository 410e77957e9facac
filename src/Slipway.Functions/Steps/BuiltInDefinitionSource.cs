using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;
using Slipway.Core.Ports;

namespace Slipway.Functions.Steps;

/// <summary>The definitions that come with Slipway.</summary>
internal sealed class BuiltInDefinitionSource : IDefinitionSource
{
    private static readonly Dictionary<string, ListedDefinition> All = BuiltInDefinitions.All.ToDictionary(
        each => each.Key, each => new ListedDefinition(each.Value, "built-in", [DefinitionVersion.Of(each.Value)]), StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<WorkflowDefinition?> FindAsync(string id, string? version, CancellationToken cancellationToken) =>
        Task.FromResult(All.GetValueOrDefault(id) is { } found && found.Versions[0].Matches(version) ? found.Definition : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedDefinition>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ListedDefinition>>([.. BuiltInDefinitions.Ids.Select(id => All[id])]);
}
