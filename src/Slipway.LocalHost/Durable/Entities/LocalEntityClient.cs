using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>The part of an embedded task hub's client that is about entities. A signal is on disk when its task ends.</summary>
internal sealed class LocalEntityClient(
    string name, GroupCommitWriter writer, TaskHubReader reader, PayloadLimit payloads, TimeProvider time) : DurableEntityClient(name)
{
    private const int MaxPageSize = 1_000;
    private const int CleanUpPageSize = 200;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The id is the default value or too long, or the input is too large.</exception>
    public override Task SignalEntityAsync(
        EntityInstanceId id,
        string operationName,
        object? input = null,
        SignalEntityOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        var entityId = EntityIds.Validate(id);
        var message = new EntityOperationMessage(operationName, payloads.Serialize(input, $"The input of operation '{operationName}'"));
        return WriteAsync(
            (tables, effects) =>
            {
                EntityCommands.Send(tables, effects, entityId, message, options?.SignalTime?.UtcDateTime);
                return true;
            },
            cancellation);
    }

    /// <inheritdoc/>
    public override Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        Task.FromResult(Find(id, cancellation) is { } entity ? ToMetadata(entity, includeState) : null);

    /// <inheritdoc/>
    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        Task.FromResult(Find(id, cancellation) is { } entity ? ToMetadata<T>(entity, includeState) : null);

    /// <inheritdoc/>
    /// <remarks>In the order of their ids; the continuation token is the id of a page's last entity.</remarks>
    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null)
    {
        filter ??= new EntityQuery();
        return List(filter, entity => ToMetadata(entity, filter.IncludeState));
    }

    /// <inheritdoc/>
    /// <remarks>In the order of their ids; the continuation token is the id of a page's last entity.</remarks>
    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null)
    {
        filter ??= new EntityQuery();
        return List(filter, entity => ToMetadata<T>(entity, filter.IncludeState));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Here an entity without state is forgotten by itself and a lock ends with its owner, so there is something to do only if another
    /// program wrote to the task hub.
    /// </remarks>
    public override async Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
    {
        var wanted = request ?? CleanEntityStorageRequest.Default;
        var total = new CleanEntityStorageResult { ContinuationToken = wanted.ContinuationToken };
        do
        {
            var afterId = total.ContinuationToken ?? string.Empty;
            var page = await WriteAsync((tables, effects) => Clean(tables, effects, wanted, afterId), cancellation).ConfigureAwait(false);
            total = new CleanEntityStorageResult
            {
                EmptyEntitiesRemoved = total.EmptyEntitiesRemoved + page.EmptyEntitiesRemoved,
                OrphanedLocksReleased = total.OrphanedLocksReleased + page.OrphanedLocksReleased,
                ContinuationToken = page.ContinuationToken,
            };
        }
        while (continueUntilComplete && total.ContinuationToken is not null);
        return total;
    }

    private static CleanEntityStorageResult Clean(
        TaskHubTables tables, CommitEffects effects, CleanEntityStorageRequest request, string afterId)
    {
        var unused = tables.Entities.FindUnused(afterId, request.RemoveEmptyEntities, request.ReleaseOrphanedLocks, CleanUpPageSize);
        foreach (var entity in unused)
        {
            if (entity.Lock is { } orphaned)
            {
                EntityCommands.Send(tables, effects, entity.EntityId, orphaned.Release());
            }
            else
            {
                tables.Entities.Remove(entity.EntityId);
            }
        }

        return new CleanEntityStorageResult
        {
            EmptyEntitiesRemoved = unused.Count(entity => entity.Lock is null),
            OrphanedLocksReleased = unused.Count(entity => entity.Lock is not null),
            ContinuationToken = unused.Count < CleanUpPageSize ? null : unused[^1].EntityId,
        };
    }

    private EntityListing? Find(EntityInstanceId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return reader.ReadEntity(EntityIds.Validate(id), Now()) is { Row.State: not null } entity ? entity : null;
    }

    private AsyncPageable<T> List<T>(EntityQuery query, Func<EntityListing, T> convert)
        where T : notnull =>
        Pageable.Create((token, pageSizeHint, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var asked = pageSizeHint ?? query.PageSize ?? EntityQuery.DefaultPageSize;
            var limit = asked <= 0 ? EntityQuery.DefaultPageSize : Math.Min(asked, MaxPageSize);
            var filter = new EntityFilter
            {
                Prefix = query.InstanceIdStartsWith ?? "@",
                ModifiedFrom = query.LastModifiedFrom?.UtcDateTime,
                ModifiedTo = query.LastModifiedTo?.UtcDateTime,
                WithState = query.IncludeState,
                WithTransient = query.IncludeTransient,
                AfterId = token ?? query.ContinuationToken ?? string.Empty,
                Limit = limit,
            };
            var entities = reader.List(filter, Now());
            var next = entities.Count < limit ? null : entities[^1].Row.EntityId;
            return Task.FromResult(new Page<T>([.. entities.Select(convert)], next));
        });

    private EntityMetadata ToMetadata(EntityListing entity, bool withState)
    {
        var row = entity.Row;
        var state = withState && row.State is not null ? new SerializedData(row.State, payloads.Converter) : null;
        return new EntityMetadata(EntityInstanceId.FromString(row.EntityId), state)
        {
            LastModifiedTime = new DateTimeOffset(row.ModifiedAt),
            BacklogQueueSize = entity.Backlog,
            LockedBy = row.Lock?.InstanceId,
        };
    }

    private EntityMetadata<T> ToMetadata<T>(EntityListing entity, bool withState)
    {
        var row = entity.Row;
        var id = EntityInstanceId.FromString(row.EntityId);
        var (modifiedAt, lockedBy) = (new DateTimeOffset(row.ModifiedAt), row.Lock?.InstanceId);
        return withState && row.State is not null
            ? new EntityMetadata<T>(id, payloads.Converter.Deserialize<T>(row.State))
            {
                LastModifiedTime = modifiedAt,
                BacklogQueueSize = entity.Backlog,
                LockedBy = lockedBy,
            }
            : new EntityMetadata<T>(id)
            {
                LastModifiedTime = modifiedAt,
                BacklogQueueSize = entity.Backlog,
                LockedBy = lockedBy,
            };
    }

    private Task<T> WriteAsync<T>(Func<TaskHubTables, CommitEffects, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new ClientOperation<T>(write);
        writer.Submit(operation);
        return operation.Completion.WaitAsync(cancellationToken);
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
