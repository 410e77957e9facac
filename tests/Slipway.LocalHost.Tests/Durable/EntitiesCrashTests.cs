using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class EntitiesCrashTests
{
    private static readonly EntityInstanceId A = EntityWorld.A;
    private static readonly EntityInstanceId B = EntityWorld.B;

    [Fact]
    public async Task A_crash_after_each_commit_loses_nothing_and_does_nothing_twice()
    {
        await using var hub = await EntityWorld.StartAsync(Everything);
        await hub.StartInstanceAsync("Main", id: "main");

        var crashes = 0;
        while ((await hub.Client.GetInstanceAsync("main"))?.IsCompleted != true)
        {
            var next = hub.NextCommitAsync();
            if ((await hub.Client.GetInstanceAsync("main"))!.IsCompleted)
            {
                break;
            }

            await next.WaitAsync(TestHub.Patience);
            await hub.CrashAsync();
            crashes++;
        }

        var end = await hub.EndOfAsync("main");
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.FailureDetails?.ToString());
        Assert.Equal(136, end.ReadOutputAs<int>());
        Assert.True(crashes > 0, $"only {crashes} crashes");
        await hub.UntilCounterIsAsync(A, 133);
        await hub.UntilCounterIsAsync(B, 1003);
        await hub.UntilLockedByAsync(A, owner: null);
        await hub.UntilLockedByAsync(B, owner: null);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("started")).RuntimeStatus);
    }

    [Fact]
    public async Task What_was_asked_by_an_orchestration_that_is_gone_answers_no_newer_one_after_a_restart()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new SemaphoreSlim(0);
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Entity("Slow", async (operation, _) =>
            {
                entered.Release();
                await release.Task;
                return operation.GetInput(typeof(string));
            })
            .Orchestrator("Asks", async context =>
                (object?)await context.Entities.CallEntityAsync<string>(new EntityInstanceId("slow", "x"), "ask", context.GetInput<string>())));
        await hub.StartInstanceAsync("Asks", "old", "old");
        await entered.WaitAsync(TestHub.Patience);
        await hub.Client.TerminateInstanceAsync("old");
        await hub.EndOfAsync("old");
        await hub.Client.PurgeInstanceAsync("old");

        await hub.CrashAsync();
        await hub.StartInstanceAsync("Asks", "new", "new");
        release.SetResult();

        Assert.Equal("new", (await hub.EndOfAsync("new")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_operation_whose_batch_was_not_committed_runs_again_from_the_old_state()
    {
        var entered = new SemaphoreSlim(0);
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Entity("Slow", async (operation, _) =>
        {
            operation.State.SetState(operation.State.GetState<int>() + 1);
            operation.Context.SignalEntity(A, "add", 1);
            entered.Release();
            await blocked.Task;
            return null;
        }));
        var slow = new EntityInstanceId("slow", "x");
        await hub.SignalAsync(slow, "go");
        await entered.WaitAsync(TestHub.Patience);

        await hub.CrashAsync();
        await entered.WaitAsync(TestHub.Patience);
        blocked.SetResult();
        await hub.UntilCounterIsAsync(slow, 1);
        await hub.UntilCounterIsAsync(A, 1);

        Assert.Equal(2, hub.Catalog.Runs["slow/go"]);
        Assert.Equal(1, hub.Catalog.Runs["counter/add"]);
    }

    [Fact]
    public async Task Hundreds_of_transfers_under_locks_survive_crashes_with_the_sum_unchanged()
    {
        const int accounts = 10;
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator("Transfer", async context =>
        {
            var (from, to) = (Account(context.GetInput<int>()), Account(context.GetInput<int>() * 7 + 3));
            await using (await context.Entities.LockEntitiesAsync(from, to))
            {
                await context.Entities.CallEntityAsync(from, "add", -1);
                await context.Entities.CallEntityAsync(to, "add", 1);
            }
        }));

        var ids = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            ids.Add(await hub.StartInstanceAsync("Transfer", i, $"t{i}"));
            if (i % 40 == 20)
            {
                await hub.CrashAsync();
            }
        }

        await hub.CrashAsync();
        foreach (var id in ids)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
        }

        var sum = 0;
        for (var i = 0; i < accounts; i++)
        {
            await hub.UntilLockedByAsync(Account(i), owner: null);
            sum += await hub.ReadAsync(Account(i)) ?? 0;
        }

        Assert.Equal(0, sum);

        static EntityInstanceId Account(int number) => new("counter", $"account{number % accounts}");
    }

    [Fact]
    public async Task The_history_shows_calls_and_answers_as_events_and_is_sealed()
    {
        await using var hub = await EntityWorld.StartAsync(Everything);
        await hub.StartInstanceAsync("Main", id: "main");
        await hub.EndOfAsync("main");

        var history = await hub.Client.GetOrchestrationHistoryAsync("main");

        var sent = history.OfType<EventSentEvent>().ToList();
        Assert.Equal(["op", "op", "op", "op", "op", "release", "op"], sent.Select(e => e.Name));
        Assert.Equal("""{"op":"add","signal":true,"input":"1","id":"0"}""", sent[0].Input);
        Assert.Equal("""{"id":"2","lockset":["@counter@a","@counter@b"]}""", sent[2].Input);
        Assert.Equal(["1", "2", "3", "4", "6"], history.OfType<EventRaisedEvent>().Select(e => e.Name));
        Assert.Equal("""{"result":"31"}""", history.OfType<EventRaisedEvent>().First().Input);
    }

    /// <summary>
    /// Signals, calls, locks, an entity that signals and starts: 30 + 1 to A, then 2, then 100 by the boss; 3 and 1000 to B.
    /// </summary>
    private static void Everything(TestCatalog catalog) => catalog
        .Entity("Boss", operation =>
        {
            operation.Context.SignalEntity(A, "add", 100);
            operation.Context.SignalEntity(B, "add", 1000);
            operation.Context.ScheduleNewOrchestration("Work", new StartOrchestrationOptions("started"));
            operation.State.SetState(100);
            return 100;
        })
        .Orchestrator("Work", _ => Task.FromResult<object?>(null))
        .Orchestrator("Main", async context =>
        {
            await context.Entities.SignalEntityAsync(A, "add", 1);
            await context.Entities.CallEntityAsync<int>(A, "add", 30);
            int a;
            int b;
            await using (await context.Entities.LockEntitiesAsync(B, A))
            {
                a = await context.Entities.CallEntityAsync<int>(A, "add", 2);
                b = await context.Entities.CallEntityAsync<int>(B, "add", 3);
            }

            return (object?)(a + b + await context.Entities.CallEntityAsync<int>(new EntityInstanceId("boss", "x"), "go"));
        });
}
