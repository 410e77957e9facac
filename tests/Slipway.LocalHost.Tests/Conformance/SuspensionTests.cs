using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

public sealed class SuspensionTests
{
    [Fact]
    public async Task A_suspended_instance_keeps_events_timers_and_results_until_it_is_resumed_also_over_a_crash()
    {
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                var work = context.CallActivityAsync<string>("Work");
                var signal = context.WaitForExternalEvent<string>("E");
                await Task.WhenAll(timer, work, signal);
                return $"{await work} {await signal}";
            })
            .Activity<object>("Work", (_, _) => release.Task));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        await hub.Client.SuspendInstanceAsync(id, "a reason");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Suspended);
        await hub.Client.RaiseEventAsync(id, "E", "event");
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        release.SetResult("work");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        await hub.UntilHistoryHasAsync<TimerFiredEvent>(id);
        await hub.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await hub.Client.ResumeInstanceAsync(id, "go on");
        var end = await hub.EndOfAsync(id);

        Assert.Equal("work event", end.ReadOutputAs<string>());
        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Equal("a reason", Assert.Single(history.OfType<ExecutionSuspendedEvent>()).Reason);
        Assert.Equal("go on", Assert.Single(history.OfType<ExecutionResumedEvent>()).Reason);
    }

    [Fact]
    public async Task A_result_that_comes_twice_while_suspended_is_in_the_history_once()
    {
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Work"))
            .Activity<object>("Work", (_, _) => release.Task));
        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.SuspendInstanceAsync(id);
        release.SetResult("work");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);

        var again = new LocalHost.Durable.History.TaskCompleted(hub.Clock.GetUtcNow().UtcDateTime, TaskId: 0, "\"again\"");
        hub.Engine.Orchestrations.Deliver(1, new LocalHost.Durable.Turns.Message(again, generation: 1));
        await hub.Client.ResumeInstanceAsync(id);
        var end = await hub.EndOfAsync(id);

        Assert.Equal("work", end.ReadOutputAs<string>());
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TaskCompletedEvent>());
    }

    [Fact]
    public async Task A_resumed_instance_runs_again()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("end")));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.SuspendInstanceAsync(id);
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Suspended);
        await hub.Client.SuspendInstanceAsync(id);
        await hub.Client.ResumeInstanceAsync(id);
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        await hub.Client.ResumeInstanceAsync(id);
        await hub.Client.RaiseEventAsync(id, "end");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
        await hub.Client.SuspendInstanceAsync(id);
        await hub.Client.ResumeInstanceAsync(id);
    }

    [Fact]
    public async Task A_suspended_instance_can_be_terminated()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("end")));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.SuspendInstanceAsync(id);
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Suspended);
        await hub.Client.TerminateInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task What_was_held_back_is_carried_over_when_the_orchestration_starts_over()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            var text = context.GetInput<string>() + await context.WaitForExternalEvent<string>("E");
            if (text.Length < 3)
            {
                context.ContinueAsNew(text);
            }

            return text;
        }));

        var id = await hub.StartInstanceAsync("Main", "");
        await hub.Client.SuspendInstanceAsync(id);
        await hub.Client.RaiseEventAsync(id, "E", "a");
        await hub.Client.RaiseEventAsync(id, "E", "b");
        await hub.Client.RaiseEventAsync(id, "E", "c");
        await hub.Client.ResumeInstanceAsync(id);

        Assert.Equal("abc", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Termination_is_refused_for_a_missing_or_ended_instance()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));
        var id = await hub.StartInstanceAsync("Main");
        await hub.EndOfAsync(id);

        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.TerminateInstanceAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.TerminateInstanceAsync("nobody"));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.SuspendInstanceAsync("nobody"));
    }

    [Fact]
    public async Task A_termination_that_was_asked_for_before_a_crash_happens_after_it()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("end")));

        var id = await hub.StartInstanceAsync("Main");
        await hub.Client.TerminateInstanceAsync(id, "out");
        await hub.CrashAsync();
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("out", end.ReadOutputAs<string>());
        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Single(history.OfType<ExecutionStartedEvent>());
        Assert.Single(history.OfType<ExecutionTerminatedEvent>());
    }
}
