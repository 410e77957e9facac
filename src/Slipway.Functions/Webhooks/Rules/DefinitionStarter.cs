using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Access;
using Slipway.Functions.Api;
using Slipway.Functions.Orchestrators.Definitions;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Starts the lifecycle and workflow definitions; their inputs are what <c>POST /api/workflows</c> takes beside
/// <c>definition</c>.</summary>
/// <remarks>As with the lifecycle, the repository is not looked at before. Definitions that are registered come and go: what rules say of
/// those is checked when they start one.</remarks>
internal sealed class DefinitionStarter(LifecycleStarter lifecycle, DefinitionCatalog definitions, DefinitionStarts starts)
    : IWorkflowStarter
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. await lifecycle.ListAsync(cancellationToken),
        .. (await definitions.ListAsync(null, cancellationToken)).Select(it => it.Definition.Id),
    ];

    /// <inheritdoc/>
    public Task CheckAsync(DurableTaskClient? client, string definition, JsonElement inputs, CancellationToken cancellationToken) =>
        definition == LifecycleStarter.Definition
            ? lifecycle.CheckAsync(client, definition, inputs, cancellationToken)
            : ReadAsync(client, definition, inputs, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> StartAsync(
        DurableTaskClient client, WorkflowId id, string definition, JsonElement inputs, CancellationToken cancellationToken) =>
        definition == LifecycleStarter.Definition
            ? await lifecycle.StartAsync(client, id, definition, inputs, cancellationToken)
            : await LifecycleStarter.OnceAsync(
                client, nameof(DefinitionRunner), id.Value,
                await ReadAsync(client, definition, inputs, cancellationToken), cancellationToken);

    private Task<DefinitionRunRequest> ReadAsync(
        DurableTaskClient? client, string definition, JsonElement inputs, CancellationToken cancellationToken) =>
        starts.ReadAsync(
            client, RequestBody.Bind<DefinitionStart>(Body(definition, inputs)), RequestAccess.Open, looksAtRepository: false,
            cancellationToken);

    private static JsonElement Body(string definition, JsonElement inputs)
    {
        var body = JsonObject.Create(inputs) ?? [];
        body["definition"] = definition;
        return JsonSerializer.SerializeToElement(body);
    }
}
