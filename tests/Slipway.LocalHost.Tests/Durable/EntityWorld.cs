using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>A counter as a class, and what tests of entities ask again and again.</summary>
internal static class EntityWorld
{
    public static readonly EntityInstanceId A = new("counter", "a");

    public static readonly EntityInstanceId B = new("counter", "b");

    public static Task<TestHub> StartAsync(
        Action<TestCatalog>? register = null, Func<DurableEngineOptions, DurableEngineOptions>? configure = null) =>
        TestHub.StartAsync(
            catalog =>
            {
                catalog.Entity<Counter>("Counter");
                register?.Invoke(catalog);
            },
            configure);

    public static Task SignalAsync(this TestHub hub, EntityInstanceId id, string operation, object? input = null) =>
        hub.Client.Entities.SignalEntityAsync(id, operation, input);

    public static async Task<int?> ReadAsync(this TestHub hub, EntityInstanceId id) =>
        (await hub.Client.Entities.GetEntityAsync<int>(id))?.State;

    /// <summary>Waits until a counter has a value; null that it is gone.</summary>
    public static Task UntilCounterIsAsync(this TestHub hub, EntityInstanceId id, int? value) =>
        hub.UntilAsync(async () => await hub.ReadAsync(id) == value);

    public static Task UntilLockedByAsync(this TestHub hub, EntityInstanceId id, string? owner) =>
        hub.UntilAsync(async () => await hub.OwnerAsync(id) == owner);

    /// <summary>The instance id of who has locked an entity, be it without state.</summary>
    public static async Task<string?> OwnerAsync(this TestHub hub, EntityInstanceId id)
    {
        var query = new Microsoft.DurableTask.Client.Entities.EntityQuery
        {
            InstanceIdStartsWith = id.ToString(),
            IncludeTransient = true,
        };
        return (await hub.Client.Entities.GetAllEntitiesAsync(query).FirstOrDefaultAsync(entity => entity.Id == id))?.LockedBy;
    }

    public static async Task<T?> ResultAsync<T>(this TestHub hub, string orchestrator, object? input = null, string? id = null)
    {
        var end = await hub.EndOfAsync(await hub.StartInstanceAsync(orchestrator, input, id));
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.FailureDetails?.ToString());
        return end.ReadOutputAs<T>();
    }

    internal sealed class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;

        public int Get() => State;

        public void Fail(string message)
        {
            State = -1;
            throw new InvalidTimeZoneException(message);
        }
    }
}
