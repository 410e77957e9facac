using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>One entity, <c>@counter@a</c> with the state 7, and a list of what it was signalled.</summary>
internal sealed class SomeEntities() : DurableEntityClient("some")
{
    private static readonly EntityMetadata Counter = new(new EntityInstanceId("counter", "a"), new SerializedData("7"))
    {
        LastModifiedTime = DateTimeOffset.UnixEpoch,
    };

    public List<string> Signals { get; } = [];

    public EntityQuery? Query { get; private set; }

    public override Task SignalEntityAsync(
        EntityInstanceId id,
        string operationName,
        object? input = null,
        SignalEntityOptions? options = null,
        CancellationToken cancellation = default)
    {
        Signals.Add($"{id} {operationName} {input}".TrimEnd());
        return Task.CompletedTask;
    }

    public override Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
        => Task.FromResult(id == Counter.Id ? Counter : null);

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
        => throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null)
    {
        Query = filter;
        return Pageable.Create((_, _) => Task.FromResult(new Page<EntityMetadata>([Counter], "next")));
    }

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null)
        => throw new NotSupportedException();

    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
        => throw new NotSupportedException();
}
