using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class EntitiesTests
{
    [Fact]
    public async Task A_client_signals_a_counter_and_reads_it()
    {
        await using var hub = await EntityWorld.StartAsync();

        await hub.SignalAsync(EntityWorld.A, "add", 40);
        await hub.SignalAsync(EntityWorld.A, "ADD", 2);

        await hub.UntilCounterIsAsync(EntityWorld.A, 42);
        Assert.Null(await hub.Client.Entities.GetEntityAsync(EntityWorld.B));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task An_orchestration_calls_an_entity_and_gets_the_results(int warm)
    {
        await using var hub = await EntityWorld.StartAsync(
            catalog => catalog.Orchestrator("Main", async context =>
            {
                await context.Entities.SignalEntityAsync(EntityWorld.A, "add", 1);
                await context.Entities.CallEntityAsync(EntityWorld.A, "add", 2);
                var first = await context.Entities.CallEntityAsync<int>(EntityWorld.A, "add", 3);
                return (object?)new[] { first, await context.Entities.CallEntityAsync<int>(EntityWorld.A, "get") };
            }),
            options => options with { MaxWarmOrchestrations = warm });

        Assert.Equal<int[]>([6, 6], await hub.ResultAsync<int[]>("Main"));
    }

    [Fact]
    public async Task None_of_many_concurrent_signals_is_lost_or_run_twice()
    {
        await using var hub = await EntityWorld.StartAsync(configure: options => options with { MaxEntityBatchSize = 7 });

        await Parallel.ForAsync(0, 500, async (i, _) => await hub.SignalAsync(i % 2 == 0 ? EntityWorld.A : EntityWorld.B, "add", i));
        await hub.UntilCounterIsAsync(EntityWorld.A, 62_250);
        await hub.UntilCounterIsAsync(EntityWorld.B, 62_500);

        Assert.Equal(500, hub.Catalog.Runs["counter/add"]);
    }

    [Fact]
    public async Task Signals_of_one_sender_are_run_in_their_order()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Entity("List", operation =>
            {
                operation.State.SetState(operation.State.GetState(string.Empty) + operation.GetInput<int>());
                return operation.State.GetState<string>();
            })
            .Orchestrator("Main", async context =>
            {
                var list = new EntityInstanceId("list", "x");
                for (var i = 0; i < 9; i++)
                {
                    await context.Entities.SignalEntityAsync(list, "append", i);
                }

                return (object?)await context.Entities.CallEntityAsync<string>(list, "append", 9);
            }));

        Assert.Equal("0123456789", await hub.ResultAsync<string>("Main"));
    }

    [Fact]
    public async Task Operations_of_one_entity_never_overlap_and_those_of_different_ones_do()
    {
        var inside = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var both = new CountdownEvent(2);
        var overlaps = 0;
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Entity("Busy", async (operation, cancellationToken) =>
        {
            var key = operation.Context.Id.Key;
            Interlocked.Add(ref overlaps, inside.AddOrUpdate(key, 1, (_, count) => count + 1) - 1);
            if (operation.Name == "meet")
            {
                both.Signal();
                await Task.Run(() => Assert.True(both.Wait(TestHub.Patience, cancellationToken)), cancellationToken);
            }

            await Task.Yield();
            inside.AddOrUpdate(key, 0, (_, count) => count - 1);
            operation.State.SetState(operation.State.GetState<int>() + 1);
            return null;
        }));

        foreach (var key in new[] { "x", "y" })
        {
            await hub.SignalAsync(new EntityInstanceId("busy", key), "meet");
        }

        await Parallel.ForAsync(0, 50, async (_, _) => await hub.SignalAsync(new EntityInstanceId("busy", "x"), "work"));
        await hub.UntilCounterIsAsync(new EntityInstanceId("busy", "x"), 51);

        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task An_entity_signals_another_and_starts_an_orchestration()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Entity("Boss", operation =>
            {
                operation.Context.SignalEntity(EntityWorld.A, "add", operation.GetInput<int>());
                return operation.Context.ScheduleNewOrchestration(
                    "Work", operation.GetInput<int>(), new StartOrchestrationOptions("made-by-boss") { Version = "2" });
            })
            .Orchestrator("Work", context => Task.FromResult<object?>(context.GetInput<int>() + context.Version))
            .Orchestrator("Main", async context =>
                (object?)await context.Entities.CallEntityAsync<string>(new EntityInstanceId("boss", "x"), "go", 7)));

        Assert.Equal("made-by-boss", await hub.ResultAsync<string>("Main"));
        Assert.Equal("72", (await hub.EndOfAsync("made-by-boss")).ReadOutputAs<string>());
        await hub.UntilCounterIsAsync(EntityWorld.A, 7);
    }

    [Fact]
    public async Task An_orchestration_that_an_entity_starts_does_not_take_the_place_of_one_that_runs()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Entity("Boss", operation => operation.Context.ScheduleNewOrchestration("Wait", new StartOrchestrationOptions("one")))
            .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("go"))
            .Orchestrator("Main", async context =>
                await context.Entities.CallEntityAsync<string>(new EntityInstanceId("boss", "x"), "go")));

        await hub.StartInstanceAsync("Wait", id: "one");
        var before = await hub.Client.GetInstanceAsync("one");
        await hub.ResultAsync<string>("Main");

        Assert.Equal(before!.CreatedAt, (await hub.Client.GetInstanceAsync("one"))!.CreatedAt);
        await hub.Client.RaiseEventAsync("one", "go", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
    }

    [Fact]
    public async Task A_state_that_is_set_to_null_takes_the_entity_away()
    {
        await using var hub = await EntityWorld.StartAsync();
        await hub.SignalAsync(EntityWorld.A, "add", 1);
        await hub.UntilCounterIsAsync(EntityWorld.A, 1);

        await hub.SignalAsync(EntityWorld.A, "delete");
        await hub.UntilCounterIsAsync(EntityWorld.A, null);
        await hub.SignalAsync(EntityWorld.A, "add", 2);
        await hub.UntilCounterIsAsync(EntityWorld.A, 2);
    }

    [Fact]
    public async Task A_delayed_signal_comes_when_its_time_does_and_survives_a_crash()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            await context.Entities.SignalEntityAsync(EntityWorld.A, "add", 100, new DateTimeOffset(context.CurrentUtcDateTime.AddDays(40)));
            return (object?)await context.Entities.CallEntityAsync<int>(EntityWorld.A, "add", 1);
        }));
        await hub.Client.Entities.SignalEntityAsync(EntityWorld.A, "add", 10, hub.Clock.GetUtcNow().AddHours(1));
        Assert.Equal(1, await hub.ResultAsync<int>("Main"));

        hub.Clock.Advance(TimeSpan.FromMinutes(59));
        await hub.CrashAsync();
        Assert.Equal(2, await hub.ResultAsync<int>("Main"));
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.UntilCounterIsAsync(EntityWorld.A, 12);
        await hub.CrashAsync();
        hub.Clock.Advance(TimeSpan.FromDays(40));

        await hub.UntilCounterIsAsync(EntityWorld.A, 212);
    }

    [Fact]
    public async Task A_signal_before_the_hub_starts_is_run_when_it_does()
    {
        await using var hub = await EntityWorld.StartAsync();
        await hub.Engine.StopAsync(CancellationToken.None);
        await hub.OpenAsync(start: false);

        await hub.SignalAsync(EntityWorld.A, "add", 5);
        Assert.Null(await hub.ReadAsync(EntityWorld.A));
        await hub.Engine.StartAsync(CancellationToken.None);

        await hub.UntilCounterIsAsync(EntityWorld.A, 5);
    }

    [Fact]
    public async Task A_stop_lets_an_operation_end_and_runs_again_one_that_gives_up()
    {
        var entered = new SemaphoreSlim(0);
        var patient = true;
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Entity("Slow", async (operation, cancellationToken) =>
        {
            operation.State.SetState(operation.State.GetState<int>() + 1);
            entered.Release();
            if (patient && operation.Name == "wait")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return null;
        }));
        var slow = new EntityInstanceId("slow", "x");
        await hub.SignalAsync(slow, "pass");
        await entered.WaitAsync(TestHub.Patience);
        await hub.SignalAsync(slow, "wait");
        await entered.WaitAsync(TestHub.Patience);

        var stop = hub.Engine.StopAsync(CancellationToken.None);
        await stop.WaitAsync(TestHub.Patience);
        patient = false;
        await hub.OpenAsync();
        await hub.UntilCounterIsAsync(slow, 2);

        Assert.Equal(2, hub.Catalog.Runs["slow/wait"]);
        Assert.Equal(1, hub.Catalog.Runs["slow/pass"]);
    }

    [Fact]
    public async Task Names_and_inputs_that_cannot_be_are_refused()
    {
        await using var hub = await EntityWorld.StartAsync();
        var entities = hub.Client.Entities;

        await Assert.ThrowsAsync<ArgumentException>(() => entities.SignalEntityAsync(default, "add"));
        await Assert.ThrowsAsync<ArgumentException>(() => entities.SignalEntityAsync(EntityWorld.A, string.Empty));
        await Assert.ThrowsAsync<ArgumentException>(
            () => entities.SignalEntityAsync(new EntityInstanceId("counter", new string('x', 600)), "add"));
        await Assert.ThrowsAsync<ArgumentException>(
            () => entities.SignalEntityAsync(EntityWorld.A, "add", new string('x', 17 * 1024 * 1024)));
    }
}
