using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Steps;

/// <summary>Registers definitions and removes them.</summary>
internal sealed class DefinitionRegistry(DefinitionCatalog catalog, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Makes a definition that was checked the newest version of its id.</summary>
    /// <exception cref="SlipwayException">The id is another source's, or it holds a credential.</exception>
    public async Task<DefinitionChangeResult> PutAsync(
        DurableTaskClient client, WorkflowDefinition definition, string? actor, string? ifMatch, bool ifNew,
        CancellationToken cancellationToken)
    {
        var text = DefinitionWriter.Write(definition);
        DefinitionCatalog.RefuseCredential(text);
        if (await catalog.OwnerAsync(definition.Id, cancellationToken) is { } owner)
        {
            throw new SlipwayException(
                ErrorCodes.DefinitionTaken,
                $"'{definition.Id}' is a definition of this host that cannot be replaced ({owner}). Give yours another id.");
        }

        var version = DefinitionVersion.Of(definition) with { RegisteredAt = time.GetUtcNow(), RegisteredBy = actor };
        return await ChangeAsync(client, new DefinitionChange(definition.Id, version, text, ifMatch, ifNew), cancellationToken);
    }

    /// <summary>Removes a registered definition with its versions. Workflows that run keep theirs.</summary>
    public Task<DefinitionChangeResult> RemoveAsync(
        DurableTaskClient client, string id, string? ifMatch, CancellationToken cancellationToken) =>
        DefinitionVersions.IsId(id)
            ? ChangeAsync(client, new DefinitionChange(id, Version: null, Text: null, ifMatch), cancellationToken)
            : Task.FromResult(new DefinitionChangeResult(DefinitionChangeOutcome.Missing, Hash: null));

    private async Task<DefinitionChangeResult> ChangeAsync(
        DurableTaskClient client, DefinitionChange change, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var id = $"definition-{WorkflowId.New().Value}";
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(RegisterDefinition), change, new StartOrchestrationOptions(id), cancellationToken);
        try
        {
            var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, either.Token);
            await client.PurgeInstanceAsync(id, cancellationToken);
            return ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? ended.ReadOutputAs<DefinitionChangeResult>()!
                : throw NotKept(ended.FailureDetails?.ErrorMessage);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw NotKept($"no answer within {Limit.TotalSeconds} s; it may still be done");
        }
    }

    private static SlipwayException NotKept(string? why) => new(
        ErrorCodes.Unexpected, $"The definition could not be kept: {why ?? "the host gives no reason"}. Try again.",
        ErrorCategory.Transient);
}
