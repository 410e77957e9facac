using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>What a failed instance had under way after the point from which it goes on.</summary>
public sealed class RewindCutTests
{
    [Fact]
    public async Task One_that_failed_in_its_first_turn_left_no_timer_behind_and_makes_it_anew()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("main", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            if (broken)
            {
                throw new InvalidOperationException("down");
            }

            await timer;
        }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.EndOfAsync("one");
        var left = hub.Engine.Reader.ReadTimers(hub.Engine.Reader.ReadInstance("one", withPayloads: false)!.Key);

        broken = false;
        hub.Clock.Advance(TimeSpan.FromMinutes(30));
        await hub.Client.RewindInstanceAsync("one", "repaired");
        var due = hub.Clock.GetUtcNow().AddHours(1).UtcDateTime;

        // The timer that the failed run had is due first: it means nothing.
        await hub.WhyAsync("one", $"a timer (#0) until {due:u}");
        hub.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
        Assert.Empty(left);
    }

    [Fact]
    public async Task A_child_that_was_called_because_of_the_failure_is_ended_and_called_anew()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("fails", _ => broken ? throw new InvalidOperationException("down") : "a")
            .Orchestrator("cleanup", async context => (object?)await context.WaitForExternalEvent<string>("swept"))
            .Orchestrator("main", async context =>
            {
                var all = "";
                try
                {
                    all += await context.CallActivityAsync<string>("fails");
                }
                catch (TaskFailedException)
                {
                    _ = context.CallSubOrchestratorAsync<string>("cleanup");
                    await context.WaitForExternalEvent<string>("go");
                    throw;
                }

                return (object?)(all + await context.CallSubOrchestratorAsync<string>("cleanup"));
            }));
        await hub.StartInstanceAsync("main", id: "one");
        var first = await CalledAsync(hub);
        await hub.Client.RaiseEventAsync("one", "go", "");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync("one")).RuntimeStatus);

        broken = false;
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.RewindInstanceAsync("one", "repaired");
        var second = await CalledAsync(hub);
        await hub.Client.RaiseEventAsync(second, "swept", "b");

        Assert.Equal("ab", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.NotEqual(first, second);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync(first)).RuntimeStatus);
    }

    [Fact]
    public async Task A_lock_that_was_granted_after_the_failure_is_asked_for_again()
    {
        var broken = true;
        var release = new TaskCompletionSource<object?>();
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Activity<object>("fails", _ => broken ? throw new InvalidOperationException("down") : "a")
            .Activity<object>("holds", (_, _) => broken ? Task.FromResult<object?>("") : release.Task)
            .Orchestrator("main", async context =>
            {
                var locked = context.Entities.LockEntitiesAsync(EntityWorld.A);
                Exception? failure = null;
                try
                {
                    await context.CallActivityAsync("fails");
                }
                catch (TaskFailedException exception)
                {
                    failure = exception;
                }

                await using (await locked)
                {
                    await context.CallActivityAsync("holds");
                }

                if (failure is not null)
                {
                    throw failure;
                }
            }));
        await hub.StartInstanceAsync("main", id: "one");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync("one")).RuntimeStatus);
        await hub.UntilLockedByAsync(EntityWorld.A, owner: null);

        broken = false;
        await hub.Client.RewindInstanceAsync("one", "repaired");
        await hub.UntilLockedByAsync(EntityWorld.A, owner: "one");
        release.SetResult("");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
        await hub.UntilLockedByAsync(EntityWorld.A, owner: null);
    }

    /// <summary>The id of the child that the instance called.</summary>
    private static async Task<string> CalledAsync(TestHub hub)
    {
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCreatedEvent>("one");
        return (await hub.Client.GetOrchestrationHistoryAsync("one")).OfType<SubOrchestrationInstanceCreatedEvent>().Single().InstanceId;
    }
}
