using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class EntitiesLockTests
{
    private static readonly EntityInstanceId A = EntityWorld.A;
    private static readonly EntityInstanceId B = EntityWorld.B;

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Orchestrations_that_lock_the_same_two_entities_in_either_order_come_one_after_the_other(int warm)
    {
        await using var hub = await EntityWorld.StartAsync(
            catalog => catalog.Orchestrator("Move", async context =>
            {
                var (from, to) = context.GetInput<int>() % 2 == 0 ? (A, B) : (B, A);
                await using (await context.Entities.LockEntitiesAsync(from, to))
                {
                    var before = await context.Entities.CallEntityAsync<int>(from, "get");
                    await context.Entities.CallEntityAsync(to, "add", 1);
                    var after = await context.Entities.CallEntityAsync<int>(from, "add", -1);
                    return (object?)(before - after);
                }
            }),
            options => options with { MaxWarmOrchestrations = warm });

        var moved = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => hub.ResultAsync<int>("Move", i)));

        Assert.All(moved, difference => Assert.Equal(1, difference));
        await hub.UntilLockedByAsync(A, owner: null);
        await hub.UntilLockedByAsync(B, owner: null);
        Assert.Equal((0, 0), (await hub.ReadAsync(A), await hub.ReadAsync(B)));
    }

    [Fact]
    public async Task What_others_ask_of_a_locked_entity_waits_in_its_order_across_crashes()
    {
        await using var hub = await EntityWorld.StartAsync(Holder);
        await hub.StartInstanceAsync("Hold", id: "holder");
        await hub.UntilLockedByAsync(A, "holder");
        await hub.UntilLockedByAsync(B, "holder");

        await hub.SignalAsync(A, "add", 10);
        await hub.SignalAsync(A, "delete");
        await hub.SignalAsync(A, "add", 7);
        await hub.CrashAsync();
        Assert.Null(await hub.ReadAsync(A));
        Assert.Equal("holder", await hub.OwnerAsync(A));
        await hub.Client.RaiseEventAsync("holder", "go", "end");

        Assert.Equal(1, (await hub.EndOfAsync("holder")).ReadOutputAs<int>());
        await hub.UntilCounterIsAsync(A, 7);
        await hub.UntilLockedByAsync(A, owner: null);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("abandon")]
    [InlineData("new")]
    [InlineData("terminate")]
    public async Task A_lock_ends_with_its_owner_however_that_ends(string how)
    {
        await using var hub = await EntityWorld.StartAsync(Holder);
        await hub.StartInstanceAsync("Hold", id: "holder");
        await hub.UntilLockedByAsync(B, "holder");
        await hub.SignalAsync(A, "add", 1);
        await hub.SignalAsync(B, "add", 2);

        await (how == "terminate" ? hub.Client.TerminateInstanceAsync("holder") : hub.Client.RaiseEventAsync("holder", "go", how));

        await hub.UntilLockedByAsync(A, owner: null);
        await hub.UntilLockedByAsync(B, owner: null);
        await hub.UntilCounterIsAsync(A, 1);
        await hub.UntilCounterIsAsync(B, 2);
    }

    [Fact]
    public async Task An_owner_that_ends_while_it_waits_for_a_lock_gives_back_what_it_has_and_asks_for_nothing_more()
    {
        await using var hub = await EntityWorld.StartAsync(catalog =>
        {
            Holder(catalog);
            catalog.Orchestrator("HoldB", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(B))
                {
                    await context.WaitForExternalEvent<string>("go");
                }
            });
        });
        await hub.StartInstanceAsync("HoldB", id: "first");
        await hub.UntilLockedByAsync(B, "first");
        await hub.StartInstanceAsync("Hold", id: "second");
        await hub.UntilLockedByAsync(A, "second");

        await hub.Client.TerminateInstanceAsync("second");
        await hub.UntilLockedByAsync(A, owner: null);
        await hub.SignalAsync(B, "add", 1);
        await hub.CrashAsync();
        Assert.Equal("first", await hub.OwnerAsync(B));
        await hub.Client.RaiseEventAsync("first", "go", "end");

        await hub.UntilCounterIsAsync(B, 1);
        Assert.Null(await hub.OwnerAsync(B));
    }

    [Fact]
    public async Task A_new_orchestration_of_the_owners_id_does_not_have_its_lock()
    {
        await using var hub = await EntityWorld.StartAsync(catalog =>
        {
            Holder(catalog);
            catalog.Orchestrator("Add", async context => (object?)await context.Entities.CallEntityAsync<int>(A, "add", 1));
        });
        await hub.StartInstanceAsync("Hold", id: "same");
        await hub.UntilLockedByAsync(B, "same");

        var replaced = new StartOrchestrationOptions("same") { DedupeStatuses = [] };
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Add", input: null, replaced);

        Assert.Equal(1, (await hub.EndOfAsync("same")).ReadOutputAs<int>());
        await hub.UntilLockedByAsync(B, owner: null);
    }

    [Fact]
    public async Task In_a_critical_section_what_could_wait_for_ever_is_refused()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Orchestrator("Child", _ => Task.FromResult<object?>(1))
            .Orchestrator("Main", async context =>
            {
                var entities = context.Entities;
                var seen = new List<string>();
                await Note<ArgumentException>(() => entities.LockEntitiesAsync());
                var locking = entities.LockEntitiesAsync(B, A, B);
                await Note<InvalidOperationException>(() => entities.CallEntityAsync(A, "get"));
                var held = await locking;
                Assert.True(entities.InCriticalSection(out var ids));
                seen.Add(string.Join(',', ids));
                await Note<InvalidOperationException>(() => entities.LockEntitiesAsync(new EntityInstanceId("counter", "c")));
                await Note<InvalidOperationException>(() => entities.CallEntityAsync(new EntityInstanceId("counter", "c"), "get"));
                await Note<InvalidOperationException>(() => entities.SignalEntityAsync(A, "add", 1));
                await Note<InvalidOperationException>(() => context.CallSubOrchestratorAsync<int>("Child"));
                var call = entities.CallEntityAsync<int>(A, "get");
                entities.InCriticalSection(out ids);
                seen.Add(string.Join(',', ids!));
                await Note<InvalidOperationException>(() => entities.CallEntityAsync(A, "get"));
                await call;
                await entities.SignalEntityAsync(new EntityInstanceId("counter", "c"), "add", 1);
                await held.DisposeAsync();
                await held.DisposeAsync();
                seen.Add(entities.InCriticalSection().ToString());
                seen.Add((await context.CallSubOrchestratorAsync<int>("Child")).ToString());
                return (object?)seen;

                async Task Note<T>(Func<Task> action)
                    where T : Exception
                {
                    await Assert.ThrowsAsync<T>(action);
                    seen.Add(typeof(T).Name[..3]);
                }
            }));

        var seen = await hub.ResultAsync<string[]>("Main");

        Assert.Equal(
            ["Arg", "Inv", "@counter@a,@counter@b", "Inv", "Inv", "Inv", "Inv", "@counter@b", "Inv", "False", "1"], seen!);
    }

    [Fact]
    public async Task Another_orchestration_may_lock_what_was_released_and_the_first_may_lock_again()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator("Twice", async context =>
        {
            var sum = 0;
            for (var round = 0; round < 3; round++)
            {
                await using (await context.Entities.LockEntitiesAsync(A, B))
                {
                    sum = await context.Entities.CallEntityAsync<int>(A, "add", 1);
                }

                await context.Entities.CallEntityAsync(A, "get");
            }

            return (object?)sum;
        }));

        var sums = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => hub.ResultAsync<int>("Twice")));

        Assert.Equal(15, sums.Max());
        Assert.Equal(15, await hub.ReadAsync(A));
    }

    /// <summary>Locks both, waits for word, and ends as it says.</summary>
    private static void Holder(TestCatalog catalog) => catalog.Orchestrator("Hold", async context =>
    {
        if (context.GetInput<int>() == 1)
        {
            await context.WaitForExternalEvent<string>("never");
        }

        var held = await context.Entities.LockEntitiesAsync(A, B);
        var word = await context.WaitForExternalEvent<string>("go");
        switch (word)
        {
            case "throw":
                throw new InvalidTimeZoneException();
            case "new":
                context.ContinueAsNew(1);
                return null;
            case "abandon":
                return null;
            default:
                var value = await context.Entities.CallEntityAsync<int>(A, "add", 1);
                await held.DisposeAsync();
                return (object?)value;
        }
    });
}
