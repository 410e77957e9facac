using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Rewind, fork and why, where entities are called or locked.</summary>
public sealed class OperationsOnEntitiesTests
{
    private static readonly EntityInstanceId A = EntityWorld.A;

    [Fact]
    public async Task A_critical_section_that_failed_is_begun_anew_with_its_lock()
    {
        var broken = true;
        await using var hub = await EntityWorld.StartAsync(catalog => Section(catalog, () => broken));
        await hub.StartInstanceAsync("Section", id: "one");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync("one")).RuntimeStatus);
        await hub.UntilLockedByAsync(A, owner: null);

        broken = false;
        await hub.Client.RewindInstanceAsync("one", "repaired");
        var end = await hub.EndOfAsync("one");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("one", end.ReadOutputAs<string>());
        await hub.UntilLockedByAsync(A, owner: null);
        Assert.Equal(SealState.Intact, hub.Client.VerifyInstance("one").State);
    }

    [Fact]
    public async Task A_fork_inside_a_critical_section_is_refused()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => Section(catalog, () => false));
        await hub.StartInstanceAsync("Section", id: "one");
        await hub.EndOfAsync("one");
        var history = await hub.Client.GetOrchestrationHistoryAsync("one");
        var task = history.OfType<TaskCompletedEvent>().Single().TaskScheduledId;

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = task }));

        Assert.Contains("critical section", error.Message);
    }

    [Fact]
    public async Task An_operation_that_was_done_is_not_done_again()
    {
        var operation = "fail";
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Orchestrator("calls", async context =>
            {
                await context.Entities.CallEntityAsync(A, "add", 1);
                return (object?)await context.CallActivityAsync<string>("work");
            })
            .Activity<string>("work", _ => operation == "fail" ? throw new InvalidOperationException("down") : "done"));
        await hub.StartInstanceAsync("calls", id: "one");
        await hub.EndOfAsync("one");

        operation = "add";
        await hub.Client.RewindInstanceAsync("one", string.Empty);

        Assert.Equal("done", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal(1, await hub.ReadAsync(A));
    }

    [Fact]
    public async Task Who_waits_for_a_lock_is_told()
    {
        var release = new TaskCompletionSource();
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Activity<int>("hold", async (_, _) =>
            {
                await release.Task;
                return null;
            })
            .Orchestrator("holds", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A))
                {
                    await context.CallActivityAsync("hold", 0);
                }
            }));
        await hub.StartInstanceAsync("holds", id: "one");
        await hub.UntilLockedByAsync(A, "one");
        await hub.StartInstanceAsync("holds", id: "two");
        await hub.WhyAsync("two", "lock of '@counter@a' (#0), at '@counter@a', which 'one' has locked, behind 0 others, since ");

        release.SetResult();
        await hub.EndOfAsync("two");
    }

    [Fact]
    public async Task A_fork_fits_although_the_copied_calls_were_made_with_the_other_ones_id()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("echo", input => input)
            .Orchestrator("self", async context =>
            {
                var first = await context.CallActivityAsync<string>("echo", $"{context.InstanceId} {context.NewGuid()}");
                var second = await context.CallActivityAsync<string>("echo", context.InstanceId);
                return (object?)(first.Split(' ')[0] + " " + second);
            }));
        await hub.StartInstanceAsync("self", id: "one");
        await hub.EndOfAsync("one");

        await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 1, NewInstanceId = "two" });
        var late = await hub.EndOfAsync("two");
        await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 0, NewInstanceId = "three" });
        var early = await hub.EndOfAsync("three");

        Assert.Equal(("one one", "one three"), (late.ReadOutputAs<string>(), early.ReadOutputAs<string>()));
    }

    private static void Section(TestCatalog catalog, Func<bool> broken) => catalog
        .Activity<int>("work", _ => broken() ? throw new InvalidOperationException("down") : 1)
        .Orchestrator("Section", async context =>
        {
            await using (await context.Entities.LockEntitiesAsync(A))
            {
                await context.CallActivityAsync("work", 0);
                await context.Entities.CallEntityAsync(A, "add", 1);
            }

            return (object?)context.InstanceId;
        });
}
