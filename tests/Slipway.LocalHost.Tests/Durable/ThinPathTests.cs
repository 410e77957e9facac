using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class ThinPathTests
{
    [Fact]
    public async Task An_orchestration_of_activity_timer_and_event_completes()
    {
        await using var hub = await TestHub.StartAsync(Register);

        var id = await hub.StartInstanceAsync("Main", "Ada");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.UntilHistoryHasAsync<TimerFiredEvent>(id);
        await hub.Client.RaiseEventAsync(id, "go", 7);
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("Hello Ada 7", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task It_completes_with_a_crash_after_each_step()
    {
        await using var hub = await TestHub.StartAsync(Register);

        var id = await hub.StartInstanceAsync("Main", "Ada");
        await hub.CrashAsync();
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        await hub.CrashAsync();
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.UntilHistoryHasAsync<TimerFiredEvent>(id);
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync(id, "go", 7);
        await hub.CrashAsync();
        var end = await hub.EndOfAsync(id);

        Assert.Equal("Hello Ada 7", end.ReadOutputAs<string>());
        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Single(history.OfType<TaskScheduledEvent>());
        Assert.Single(history.OfType<TaskCompletedEvent>());
        Assert.Single(history.OfType<TimerFiredEvent>());
        Assert.Single(history.OfType<EventRaisedEvent>());
    }

    private static void Register(TestCatalog catalog) => catalog
        .Orchestrator("Main", async context =>
        {
            var greeting = await context.CallActivityAsync<string>("Hello", context.GetInput<string>());
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            var number = await context.WaitForExternalEvent<int>("GO");
            return $"{greeting} {number}";
        })
        .Activity<string>("Hello", name => $"Hello {name}");
}
