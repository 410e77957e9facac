using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>What is on its way, or runs, while its instance is rewound.</summary>
public sealed class RewindCrossingTests
{
    [Theory]
    [InlineData("suspend")]
    [InlineData("event")]
    [InlineData("terminate")]
    public async Task What_a_client_sends_meanwhile_reaches_the_instance_as_it_goes_on(string what)
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(catalog => Blocks(catalog, release, entered));
        var blocked = await BlockAsync(hub, entered);

        var sent = what switch
        {
            "suspend" => hub.Client.SuspendInstanceAsync("one"),
            "event" => hub.Client.RaiseEventAsync("one", "go", "kept"),
            _ => hub.Client.TerminateInstanceAsync("one", "enough"),
        };
        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await sent.WaitAsync(TestHub.Patience);

        if (what == "suspend")
        {
            await hub.UntilStatusAsync("one", OrchestrationRuntimeStatus.Suspended);
            await hub.Client.ResumeInstanceAsync("one");
            await hub.Client.RaiseEventAsync("one", "go", "sent later");
        }

        var expected = what switch { "suspend" => "sent later", "event" => "kept", _ => "enough" };
        Assert.Equal(expected, (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        // With a termination it has ended before, or not.
        await (what == "terminate" ? Task.WhenAny(blocked) : blocked);
        release.Set();
    }

    [Fact]
    public async Task Code_that_blocks_its_thread_gives_up_its_place_though_its_instance_was_rewound()
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(
            catalog => Blocks(catalog, release, entered),
            options => options with { MaxConcurrentOrchestrators = 1, LongRunning = TimeSpan.FromSeconds(2) });
        var blocked = await BlockAsync(hub, entered);

        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await hub.Client.RaiseEventAsync("one", "go", "on");

        Assert.Equal("on", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Single(hub.Log.Lines, line => line.Contains("'one' has not returned from its turn"));
        await blocked;
        release.Set();
    }

    [Fact]
    public async Task What_a_client_was_told_is_on_disk_is_taken_back_with_the_rest()
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(
            catalog => Blocks(catalog, release, entered), options => options with { LongRunning = TimeSpan.FromMilliseconds(50) });
        var blocked = await BlockAsync(hub, entered);
        await hub.Client.RaiseEventAsync("one", "go", "before");
        await blocked;

        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await hub.Client.RaiseEventAsync("one", "block", "now");
        await hub.Client.RaiseEventAsync("one", "go", "after");

        Assert.Equal("after", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        release.Set();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_failed_child_that_was_called_before_a_rewind_to_a_step_goes_on_where_it_failed(int rewinds)
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("first", _ => "first")
            .Activity<string>("second", _ => broken ? throw new InvalidOperationException("broken") : "second")
            .Orchestrator("kid", async context =>
                (object?)(await context.CallActivityAsync<string>("first") + await context.CallActivityAsync<string>("second")))
            .Orchestrator("main", async context =>
                (object?)await context.CallSubOrchestratorAsync<string>("kid", options: new SubOrchestrationOptions(instanceId: "kid"))));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.EndOfAsync("one");
        for (var i = 0; i < rewinds; i++)
        {
            await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
            await hub.EndOfAsync("one");
        }

        broken = false;
        await hub.Client.RewindInstanceAsync("one", "mended");

        Assert.Equal("firstsecond", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal(1, hub.Catalog.Runs["first"]);
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("kid")).OfType<ExecutionRewoundEvent>());
    }

    [Fact]
    public async Task A_child_that_runs_by_a_rewind_of_its_own_is_waited_for()
    {
        var broken = true;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("work", async (_, cancellation) =>
            {
                if (broken)
                {
                    throw new InvalidOperationException("broken");
                }

                await release.Task.WaitAsync(cancellation);
                return "done";
            })
            .Orchestrator("kid", async context => (object?)await context.CallActivityAsync<string>("work"))
            .Orchestrator("main", async context =>
                (object?)await context.CallSubOrchestratorAsync<string>("kid", options: new SubOrchestrationOptions(instanceId: "kid"))));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.EndOfAsync("one");
        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await hub.EndOfAsync("one");
        broken = false;
        await hub.Client.RewindInstanceAsync("kid", "by itself");

        await hub.Client.RewindInstanceAsync("one", "while it runs");
        release.SetResult();

        Assert.Equal("done", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal(2, hub.Catalog.Runs["work"]);
    }

    /// <summary>An orchestrator whose turn that takes the event "block" blocks its thread the first time.</summary>
    private static TestCatalog Blocks(TestCatalog catalog, ManualResetEventSlim release, TaskCompletionSource entered) => catalog
        .Activity<string>("work", _ => "work")
        .Orchestrator("Blocks", async context =>
        {
            await context.CallActivityAsync<string>("work");
            await context.WaitForExternalEvent<string>("block");
            if (entered.TrySetResult())
            {
                release.Wait(TestHub.Patience);
            }

            return (object?)await context.WaitForExternalEvent<string>("go");
        });

    /// <summary>Starts one that blocks; whose task ends when the event that made it block has been taken for good.</summary>
    private static async Task<Task> BlockAsync(TestHub hub, TaskCompletionSource entered)
    {
        await hub.StartInstanceAsync("Blocks", id: "one");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("one");
        var sent = hub.Client.RaiseEventAsync("one", "block", "now");
        await entered.Task.WaitAsync(TestHub.Patience);
        return sent;
    }
}
