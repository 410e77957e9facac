using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_of_months_fires_when_its_time_comes_and_not_before()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var start = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(100), CancellationToken.None);
            return context.CurrentUtcDateTime - start;
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromDays(99));
        await hub.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromDays(1));
        var end = await hub.EndOfAsync(id);

        Assert.Equal(TimeSpan.FromDays(100), end.ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task A_timer_that_came_due_while_the_host_was_down_fires_at_the_start()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None)));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        await hub.Engine.AbortAsync();
        hub.Clock.Advance(TimeSpan.FromDays(30));
        await hub.OpenAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_cancelled_timer_is_cancelled_for_the_orchestrator_and_never_fires()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                using var source = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromDays(1), source.Token);
                await context.CallActivityAsync("Work");
                source.Cancel();
                var cancelled = timer.IsCanceled;
                await context.WaitForExternalEvent<object>("end");
                return cancelled;
            })
            .Activity<object>("Work", _ => null));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<OrchestratorCompletedEvent>(id, 2);
        hub.Clock.Advance(TimeSpan.FromDays(2));
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync(id, "end");
        var end = await hub.EndOfAsync(id);

        Assert.True(end.ReadOutputAs<bool>());
        Assert.Empty((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TimerFiredEvent>());
    }

    [Fact]
    public async Task Many_timers_of_the_same_moment_all_fire()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var at = context.CurrentUtcDateTime.AddMinutes(5);
            await Task.WhenAll(Enumerable.Range(0, 700).Select(_ => context.CreateTimer(at, CancellationToken.None)));
        }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id, 700);
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        await hub.EndOfAsync(id);

        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Equal(700, history.OfType<TimerFiredEvent>().Select(fired => fired.TimerId).Distinct().Count());
    }

    [Fact]
    public async Task A_timer_in_the_past_fires_at_once()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None)));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(await hub.StartInstanceAsync("Main"))).RuntimeStatus);
    }

    [Fact]
    public async Task An_instance_scheduled_for_later_is_pending_until_then_and_survives_a_crash()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => Task.FromResult<object?>(context.GetInput<int>())));
        var at = hub.Clock.GetUtcNow().AddDays(3);

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", 5, new StartOrchestrationOptions("later", at));
        await hub.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.Client.GetInstanceAsync("later"))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromDays(3));
        var end = await hub.EndOfAsync("later");

        Assert.Equal(5, end.ReadOutputAs<int>());
        var start = (await hub.Client.GetOrchestrationHistoryAsync("later")).OfType<ExecutionStartedEvent>().Single();
        Assert.Equal(at.UtcDateTime, start.ScheduledStartTime);
    }

    [Fact]
    public async Task A_scheduled_instance_can_be_terminated_before_its_time()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", input: null, new StartOrchestrationOptions("later", hub.Clock.GetUtcNow().AddDays(3)));
        await hub.Client.TerminateInstanceAsync("later");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync("later")).RuntimeStatus);
    }
}
