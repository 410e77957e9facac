using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class EntitiesQueryTests
{
    [Fact]
    public async Task Entities_are_listed_by_prefix_and_time_in_pages()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Entity<EntityWorld.Counter>("CounterX"));
        var noon = hub.Clock.GetUtcNow();
        foreach (var key in new[] { "a", "b", "c" })
        {
            await AddAsync(hub, new EntityInstanceId("counter", key), 1);
            hub.Clock.Advance(TimeSpan.FromHours(1));
        }

        await AddAsync(hub, new EntityInstanceId("counterX", "a"), 1);

        Assert.Equal(["@counter@a", "@counter@b", "@counter@c", "@counterx@a"], await IdsAsync(hub, new EntityQuery()));
        Assert.Equal(
            ["@counter@a", "@counter@b", "@counter@c"], await IdsAsync(hub, new EntityQuery { InstanceIdStartsWith = "Counter@" }));
        Assert.Equal(["@counter@b"], await IdsAsync(hub, new EntityQuery { InstanceIdStartsWith = "@counter@b" }));
        Assert.Equal(
            ["@counter@b", "@counter@c"],
            await IdsAsync(hub, new EntityQuery { LastModifiedFrom = noon.AddHours(1), LastModifiedTo = noon.AddHours(2) }));

        var pages = await hub.Client.Entities.GetAllEntitiesAsync(new EntityQuery { PageSize = 3 }).AsPages().ToListAsync();
        Assert.Equal([3, 1], pages.Select(page => page.Values.Count));
        var rest = new EntityQuery { ContinuationToken = pages[0].ContinuationToken };
        Assert.Equal(["@counterx@a"], await IdsAsync(hub, rest));
    }

    [Fact]
    public async Task A_state_comes_along_when_it_is_asked_for()
    {
        await using var hub = await EntityWorld.StartAsync();
        await AddAsync(hub, EntityWorld.A, 42);
        var entities = hub.Client.Entities;

        var with = await entities.GetEntityAsync(EntityWorld.A);
        var without = await entities.GetEntityAsync(EntityWorld.A, includeState: false);
        var typed = await entities.GetAllEntitiesAsync<int>(new EntityQuery()).FirstAsync();
        var untyped = await entities.GetAllEntitiesAsync<int>(new EntityQuery { IncludeState = false }).FirstAsync();

        Assert.Equal(("42", 42), (with!.State.Value, with.State.ReadAs<int>()));
        Assert.False(without!.IncludesState);
        Assert.Equal(hub.Clock.GetUtcNow(), without.LastModifiedTime);
        Assert.Equal(42, typed.State);
        Assert.False(untyped.IncludesState);
    }

    [Fact]
    public async Task What_waits_and_who_holds_the_lock_is_told_and_an_entity_without_state_is_transient()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator("Hold", async context =>
        {
            await using (await context.Entities.LockEntitiesAsync(EntityWorld.A))
            {
                await context.WaitForExternalEvent<string>("go");
            }
        }));
        await hub.StartInstanceAsync("Hold", id: "holder");
        await hub.UntilLockedByAsync(EntityWorld.A, "holder");
        await hub.SignalAsync(EntityWorld.A, "add", 1);
        await hub.SignalAsync(EntityWorld.A, "add", 1);
        await hub.Client.Entities.SignalEntityAsync(EntityWorld.A, "add", 1, hub.Clock.GetUtcNow().AddHours(1));

        Assert.Empty(await IdsAsync(hub, new EntityQuery()));
        Assert.Null(await hub.Client.Entities.GetEntityAsync(EntityWorld.A));
        var entity = await hub.Client.Entities.GetAllEntitiesAsync(new EntityQuery { IncludeTransient = true }).FirstAsync();
        Assert.Equal(("holder", 2), (entity.LockedBy, entity.BacklogQueueSize));
    }

    [Fact]
    public async Task A_clean_up_forgets_empty_entities_and_releases_orphaned_locks()
    {
        await using var hub = await EntityWorld.StartAsync();
        await AddAsync(hub, EntityWorld.A, 1);
        await hub.Engine.StopAsync(CancellationToken.None);
        await hub.OpenAsync(start: false);
        for (var i = 0; i < 450; i++)
        {
            hub.Engine.Writer.Session.Execute(
                "INSERT INTO entities (entity_id, modified_at) VALUES (?1, 0)", $"@empty@{i}");
        }

        hub.Engine.Writer.Session.Execute(
            """
            INSERT INTO entities (entity_id, state, modified_at, locked_by, lock_key, lock_generation, lock_task)
            VALUES ('@counter@orphan', '5', 0, 'gone', 999, 1, 0)
            """);
        await hub.Engine.StartAsync(CancellationToken.None);
        var orphan = new EntityInstanceId("counter", "orphan");
        await hub.SignalAsync(orphan, "add", 1);
        var entities = hub.Client.Entities;

        var page = await entities.CleanEntityStorageAsync(
            new CleanEntityStorageRequest { RemoveEmptyEntities = true }, continueUntilComplete: false);
        var rest = await entities.CleanEntityStorageAsync(
            new CleanEntityStorageRequest { RemoveEmptyEntities = true, ContinuationToken = page.ContinuationToken });
        Assert.Equal("gone", await hub.OwnerAsync(orphan));
        var locks = await entities.CleanEntityStorageAsync();

        Assert.Equal((200, 0), (page.EmptyEntitiesRemoved, page.OrphanedLocksReleased));
        Assert.Equal((250, (string?)null), (rest.EmptyEntitiesRemoved, rest.ContinuationToken));
        Assert.Equal((0, 1), (locks.EmptyEntitiesRemoved, locks.OrphanedLocksReleased));
        await hub.UntilCounterIsAsync(orphan, 6);
        Assert.Equal(1, await hub.ReadAsync(EntityWorld.A));
        Assert.Equal(2, (await IdsAsync(hub, new EntityQuery { IncludeTransient = true })).Length);
    }

    private static async Task AddAsync(TestHub hub, EntityInstanceId id, int amount)
    {
        await hub.SignalAsync(id, "add", amount);
        await hub.UntilCounterIsAsync(id, amount);
    }

    private static async Task<string[]> IdsAsync(TestHub hub, EntityQuery query) =>
        await hub.Client.Entities.GetAllEntitiesAsync(query).Select(entity => entity.Id.ToString()).ToArrayAsync();
}
