using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>External events: who gets which, and what becomes of those nobody gets.</summary>
public sealed class EventWaiterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Events_awaited_one_after_another_arrive_in_the_order_they_were_raised(int count)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var seen = new List<int>();
            for (var i = 0; i < count; i++)
            {
                seen.Add(await context.WaitForExternalEvent<int>("E"));
            }

            return seen;
        }));

        var id = await hub.StartInstanceAsync("Main");
        for (var i = 0; i < count; i++)
        {
            await hub.Client.RaiseEventAsync(id, "E", i);
        }

        Assert.Equal(Enumerable.Range(0, count), (await hub.EndOfAsync(id)).ReadOutputAs<int[]>()!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Waiters_of_one_name_get_the_events_the_newest_first(int count)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var waits = Enumerable.Range(0, count).Select(i => context.WaitForExternalEvent<int>(i % 2 == 0 ? "E" : "e")).ToList();
            context.SetCustomStatus("waits");
            return await Task.WhenAll(waits);
        }));

        var id = await hub.StartInstanceAsync("Main");
        await UntilCustomStatusAsync(hub, id);
        for (var i = 0; i < count; i++)
        {
            await hub.Client.RaiseEventAsync(id, "E", i);
        }

        Assert.Equal(Enumerable.Range(0, count).Reverse(), (await hub.EndOfAsync(id)).ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task A_newer_waiter_gets_the_event_and_the_cancelled_one_below_it_swallows_the_next()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            using var source = new CancellationTokenSource();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.WaitForExternalEvent<int>("E", source.Token));
            var newer = context.WaitForExternalEvent<int>("E");
            context.SetCustomStatus("waits");
            var first = await newer;
            await context.WaitForExternalEvent<object?>("next");
            return new[] { first, await context.WaitForExternalEvent<int>("E") };
        }));

        var id = await hub.StartInstanceAsync("Main");
        await UntilCustomStatusAsync(hub, id);
        await hub.Client.RaiseEventAsync(id, "E", 1);
        await hub.Client.RaiseEventAsync(id, "E", 2);
        await hub.Client.RaiseEventAsync(id, "E", 3);
        await hub.Client.RaiseEventAsync(id, "next");

        var end = await hub.EndOfAsync(id);
        Assert.Equal([1, 3], end.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task Once_a_wait_has_its_event_the_name_may_be_awaited_as_another_type()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", async context => $"{await context.WaitForExternalEvent<int>("E")}{await context.WaitForExternalEvent<string>("E")}"));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.RaiseEventAsync(id, "E", 1);
        await hub.Client.RaiseEventAsync(id, "E", "a");

        Assert.Equal("1a", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_buffered_payload_that_cannot_be_read_fails_the_orchestration()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            await context.WaitForExternalEvent<object?>("go");
            return await context.WaitForExternalEvent<int>("E");
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.RaiseEventAsync(id, "E", "text");
        await hub.Client.RaiseEventAsync(id, "go");
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task With_a_time_out_and_a_token_the_event_wins_and_its_timer_never_fires()
    {
        await using var hub = await StartRaceAsync();
        var id = await hub.StartInstanceAsync("Race");
        await UntilCustomStatusAsync(hub, id);

        await hub.Client.RaiseEventAsync(id, "E", "event");
        await hub.UntilHistoryHasAsync<EventRaisedEvent>(id);
        hub.Clock.Advance(10 * Minute);

        Assert.Equal("event", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Empty((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TimerFiredEvent>());
    }

    [Fact]
    public async Task With_a_time_out_and_a_token_the_time_out_wins_as_a_cancellation()
    {
        await using var hub = await StartRaceAsync();
        var id = await hub.StartInstanceAsync("Race");
        await UntilCustomStatusAsync(hub, id);

        hub.Clock.Advance(Minute);

        Assert.Equal("TaskCanceledException, token: False", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task With_a_time_out_and_a_token_the_token_wins_when_it_is_cancelled_first()
    {
        await using var hub = await StartRaceAsync(cancelFirst: true);
        var id = await hub.StartInstanceAsync("Race");
        await UntilCustomStatusAsync(hub, id);

        await hub.Client.RaiseEventAsync(id, "cancel");

        Assert.EndsWith("CanceledException, token: True", (await hub.EndOfAsync(id)).ReadOutputAs<string>()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_with_a_token_that_is_cancelled_already_is_cancelled_at_once()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            using var source = new CancellationTokenSource();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => context.WaitForExternalEvent<string>("E", TimeSpan.FromDays(1), source.Token));
        }));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_events_raised_fast_survive_ContinueAsNew(bool withTimers)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var seen = context.GetInput<List<int>>()!;
            if (withTimers)
            {
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            }

            seen.Add(await context.WaitForExternalEvent<int>("E"));
            if (seen.Count < 10)
            {
                context.ContinueAsNew(seen);
            }

            return seen;
        }));

        var id = await hub.StartInstanceAsync("Main", Array.Empty<int>());
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => hub.Client.RaiseEventAsync(id, "E", i)));

        Assert.Equal(Enumerable.Range(0, 10), (await hub.EndOfAsync(id)).ReadOutputAs<int[]>()!.Order());
    }

    private static Task<TestHub> StartRaceAsync(bool cancelFirst = false) =>
        TestHub.StartAsync(catalog => catalog.Orchestrator("Race", async context =>
        {
            using var source = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<string>("E", Minute, source.Token);
            context.SetCustomStatus("waits");
            try
            {
                if (cancelFirst)
                {
                    await context.WaitForExternalEvent<object?>("cancel");
                    source.Cancel();
                }

                return (object?)await wait;
            }
            catch (OperationCanceledException exception)
            {
                return $"{exception.GetType().Name}, token: {source.IsCancellationRequested}";
            }
        }));

    private static Task UntilCustomStatusAsync(TestHub hub, string id) =>
        hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.SerializedCustomStatus is not null);
}
