using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Steps;

/// <summary>The definitions that were registered, as their entities keep them.</summary>
internal sealed class RegisteredDefinitionSource(DurableTaskClient client) : IDefinitionSource
{
    /// <summary>What it is called.</summary>
    public const string Name = "registered";

    private static readonly EntityQuery All = new() { InstanceIdStartsWith = $"@{nameof(DefinitionRegister).ToLowerInvariant()}@" };

    /// <inheritdoc/>
    public async Task<WorkflowDefinition?> FindAsync(string id, string? version, CancellationToken cancellationToken)
    {
        if (!DefinitionVersions.IsId(id))
        {
            return null;
        }

        var entity = await client.Entities.GetEntityAsync<DefinitionVersions>(DefinitionRegister.IdOf(id), cancellation: cancellationToken);
        return entity?.State.Find(version) is { } kept ? DefinitionCatalog.Read(kept.Text) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ListedDefinition>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<ListedDefinition>();
        await foreach (var entity in client.Entities.GetAllEntitiesAsync<DefinitionVersions>(All).WithCancellation(cancellationToken))
        {
            if (entity.State.Find(version: null) is { } newest)
            {
                listed.Add(new ListedDefinition(
                    DefinitionCatalog.Read(newest.Text), Name, [.. entity.State.Kept.Select(kept => kept.Info)]));
            }
        }

        return [.. listed.OrderBy(each => each.Definition.Id, StringComparer.Ordinal)];
    }
}
