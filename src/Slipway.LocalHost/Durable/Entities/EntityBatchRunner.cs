using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Runs what waits for an entity, one after the other. Writes nothing.</summary>
internal sealed partial class EntityBatchRunner(
    IEntityCatalog? catalog,
    DurableEngineOptions options,
    PayloadLimit payloads,
    InstanceKeys keys,
    TimeProvider time,
    ILogger<EntityBatchRunner> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Takes messages in their order, passing over those that a lock keeps waiting.</summary>
    /// <param name="entity">The entity as it is stored.</param>
    /// <param name="waiting">What waits for it, in order.</param>
    /// <param name="running">Hears of each operation that begins.</param>
    /// <param name="stop">Ends the batch early: after the operation that runs, or before it if that gives up by an exception.</param>
    public async Task<EntityBatch> RunAsync(
        EntityRow entity, IEnumerable<EntityDelivery> waiting, Action<RunningOperation> running, CancellationToken stop)
    {
        var batch = new EntityBatch(entity);
        var queue = new LinkedList<EntityDelivery>(waiting);
        var node = queue.First;
        while (node is not null && batch.Operations < options.MaxEntityBatchSize && !stop.IsCancellationRequested)
        {
            var delivery = node.Value;
            var next = node.Next;
            if (EntityLock.Admits(batch.Lock, delivery.Message))
            {
                var wasLocked = batch.Lock is not null;
                if (delivery.Message is EntityOperationMessage operation)
                {
                    running(new RunningOperation(operation, Now()));
                }

                if (!await TakeAsync(batch, queue, delivery.Message, stop).ConfigureAwait(false))
                {
                    break;
                }

                batch.Consumed.Add(delivery);
                queue.Remove(node);

                // What a lock has kept waiting goes before what came later.
                next = wasLocked && batch.Lock is null ? queue.First : next;
            }

            node = next;
        }

        return batch;
    }

    /// <summary>Takes one message; false when it has to be taken again after a restart.</summary>
    private async Task<bool> TakeAsync(
        EntityBatch batch, LinkedList<EntityDelivery> queue, EntityMessage message, CancellationToken stop)
    {
        switch (message)
        {
            case EntityOperationMessage operation:
                return await RunAsync(batch, operation, stop).ConfigureAwait(false);
            case EntityLockMessage request:
                batch.Lock = request.ToLock();
                batch.Effects.Add((tables, effects) => EntityCommands.PassOn(tables, effects, request, Now()));
                return true;
            case EntityUnlockMessage release:
                Unlock(batch, queue, release);
                return true;
            default:
                throw new InvalidOperationException($"An entity cannot take {message}.");
        }
    }

    private static void Unlock(EntityBatch batch, LinkedList<EntityDelivery> queue, EntityUnlockMessage release)
    {
        if (batch.Lock?.IsEndedBy(release) == true)
        {
            batch.Lock = null;
            return;
        }

        // The orchestration has ended while its request waits for another one's lock.
        var request = queue.FirstOrDefault(waiting => waiting.Message is EntityLockMessage asked && asked.ToLock().IsEndedBy(release));
        if (request is not null)
        {
            queue.Remove(request);
            batch.Consumed.Add(request);
        }
    }

    private async Task<bool> RunAsync(EntityBatch batch, EntityOperationMessage message, CancellationToken stop)
    {
        var id = EntityInstanceId.FromString(batch.EntityId);
        var state = new EngineEntityState(payloads, batch.EntityId, batch.State);
        var context = new EngineEntityContext(id, payloads, keys, time);
        string? result = null;
        Failure? failure = null;
        try
        {
            result = catalog is not null && catalog.TryGetEntity(id.Name, out var entity)
                ? await RunAsync(entity, new EngineEntityOperation(message, context, state, payloads.Converter), stop).ConfigureAwait(false)
                : throw DetailedFailureException.Named(Failure.EntityNotFound, $"No entity task named '{id.Name}' was found.");
        }
        catch (Exception exception) when (stop.IsCancellationRequested)
        {
            LogInterrupted(exception, message.Operation, batch.EntityId);
            return false;
        }
        catch (Exception exception)
        {
            LogFailed(exception, message.Operation, batch.EntityId);
            failure = Failure.From(exception);
        }

        var asked = context.End();
        if (failure is null || !options.RollBackFailedEntityOperations)
        {
            batch.State = state.Json;
            batch.Effects.AddRange(asked);
        }

        if (message.Caller is { } caller)
        {
            HistoryEvent answer = failure is null
                ? new EntityCallCompleted(Now(), caller.TaskId, result)
                : new EntityCallFailed(Now(), caller.TaskId, failure);
            batch.Effects.Add((tables, effects) => EntityCommands.Answer(tables, effects, caller, answer));
        }

        batch.Operations++;
        return true;
    }

    private async Task<string?> RunAsync(EntityDelegate entity, EngineEntityOperation operation, CancellationToken stop)
    {
        var result = await entity(operation, stop).ConfigureAwait(false);
        return payloads.Serialize(result, $"The result of operation '{operation}'");
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
