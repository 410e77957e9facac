using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

public sealed class ExternalEventTests
{
    [Fact]
    public async Task Events_are_kept_until_awaited_in_order_whatever_their_case_and_across_a_crash()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            await context.WaitForExternalEvent<object>("start");
            return new[]
            {
                await context.WaitForExternalEvent<int>("data"),
                await context.WaitForExternalEvent<int>("DATA"),
                await context.WaitForExternalEvent<int>("Data"),
            };
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.RaiseEventAsync(id, "Data", 1);
        await hub.Client.RaiseEventAsync(id, "data", 2);
        await hub.UntilHistoryHasAsync<EventRaisedEvent>(id, 2);
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync(id, "dATA", 3);
        await hub.Client.RaiseEventAsync(id, "START");

        Assert.Equal("1 2 3", string.Join(' ', (await hub.EndOfAsync(id)).ReadOutputAs<int[]>()!));
    }

    [Fact]
    public async Task An_event_reaches_a_waiter_that_was_waiting_before_a_crash()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", async context => await context.WaitForExternalEvent<string>("go")));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync(id, "go", "now");

        Assert.Equal("now", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_newest_waiter_gets_the_first_event()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var older = context.WaitForExternalEvent<string>("E");
            var newer = context.WaitForExternalEvent<string>("E");
            await Task.WhenAll(older, newer);
            return new[] { await older, await newer };
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        await hub.Client.RaiseEventAsync(id, "E", "first");
        await hub.Client.RaiseEventAsync(id, "E", "second");

        Assert.Equal("second first", string.Join(' ', (await hub.EndOfAsync(id)).ReadOutputAs<string[]>()!));
    }

    [Fact]
    public async Task A_waiter_that_timed_out_swallows_the_next_event()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitForExternalEvent<int>("E", TimeSpan.FromMinutes(1)));
            await context.WaitForExternalEvent<object>("next");
            return await context.WaitForExternalEvent<int>("E");
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.UntilHistoryHasAsync<TimerFiredEvent>(id);
        await hub.Client.RaiseEventAsync(id, "E", 1);
        await hub.Client.RaiseEventAsync(id, "next");
        await hub.Client.RaiseEventAsync(id, "E", 2);

        Assert.Equal(2, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_newer_waiter_hides_one_that_was_cancelled()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            using var source = new CancellationTokenSource();
            var older = context.WaitForExternalEvent<int>("E", source.Token);
            source.Cancel();
            var newer = await context.WaitForExternalEvent<int>("E");
            return older.IsCanceled ? newer : -1;
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.RaiseEventAsync(id, "E", 5);

        // The event may come before the wait, and is then given at once.
        Assert.Equal(5, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_event_in_time_cancels_the_timer_of_the_wait()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", async context => await context.WaitForExternalEvent<int>("E", TimeSpan.FromDays(1))));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        await hub.Client.RaiseEventAsync(id, "E", 3);

        Assert.Equal(3, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Two_waiters_of_one_name_must_ask_for_one_type()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            _ = context.WaitForExternalEvent<int>("E");
            await context.WaitForExternalEvent<string>("e");
        }));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal("System.ArgumentException", end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task A_payload_of_another_type_fails_the_orchestration()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<int>("E");
            }
            catch (Exception)
            {
                return (object?)"handled";
            }
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        await hub.Client.RaiseEventAsync(id, "E", "text");
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task An_event_to_a_missing_or_ended_instance_is_an_error()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));
        var id = await hub.StartInstanceAsync("Main");
        await hub.EndOfAsync(id);

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RaiseEventAsync("nobody", "E"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RaiseEventAsync(id, "E"));

        Assert.Contains("has ended (Completed)", error.Message);
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_others_and_to_itself()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent("receiver", "hello", "from sender");
                context.SendEvent(context.InstanceId, "me", 1);
                context.SendEvent("nobody", "lost", 1);
                return await context.WaitForExternalEvent<int>("me");
            })
            .Orchestrator("Receiver", async context => await context.WaitForExternalEvent<string>("Hello")));

        await hub.StartInstanceAsync("Receiver", id: "receiver");
        var sender = await hub.EndOfAsync(await hub.StartInstanceAsync("Sender"));
        var receiver = await hub.EndOfAsync("receiver");

        Assert.Equal(1, sender.ReadOutputAs<int>());
        Assert.Equal("from sender", receiver.ReadOutputAs<string>());
    }
}
