using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class ActivityTests
{
    [Fact]
    public async Task Activities_run_in_parallel_and_all_results_arrive()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Fan", async context =>
                await Task.WhenAll(Enumerable.Range(0, 10).Select(i => context.CallActivityAsync<int>("Square", i))))
            .Activity<int>("Square", n => n * n));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Fan"));

        Assert.Equal("0 1 4 9 16 25 36 49 64 81", string.Join(' ', end.ReadOutputAs<int[]>()!));
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_allowed()
    {
        var running = 0;
        var most = 0;
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Fan", async context =>
                    await Task.WhenAll(Enumerable.Range(0, 20).Select(i => context.CallActivityAsync("Work", i))))
                .Activity<int>("Work", async (_, _) =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return null;
                }),
            options => options with { MaxConcurrentActivities = 2 });

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Fan"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task An_activity_that_was_running_at_a_crash_runs_again()
    {
        var started = new SemaphoreSlim(0);
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Slow"))
            .Activity<object>("Slow", (_, _) =>
            {
                started.Release();
                return release.Task;
            }));

        var id = await hub.StartInstanceAsync("Main");
        await started.WaitAsync(TestHub.Patience);
        await hub.CrashAsync();
        await started.WaitAsync(TestHub.Patience);
        release.SetResult("done");
        var end = await hub.EndOfAsync(id);

        Assert.Equal("done", end.ReadOutputAs<string>());
        Assert.Equal(2, hub.Catalog.Runs["Slow"]);
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TaskCompletedEvent>());
    }

    [Fact]
    public async Task A_stop_cancels_an_activity_without_recording_a_failure_and_it_runs_again()
    {
        var started = new SemaphoreSlim(0);
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Slow"))
            .Activity<object>("Slow", async (_, cancellationToken) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    started.Release();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                return "second";
            }));

        var id = await hub.StartInstanceAsync("Main");
        await started.WaitAsync(TestHub.Patience);
        await hub.RestartAsync();
        var end = await hub.EndOfAsync(id);

        Assert.Equal("second", end.ReadOutputAs<string>());
        Assert.Empty((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TaskFailedEvent>());
    }

    [Fact]
    public async Task Termination_cancels_the_running_activity()
    {
        var started = new SemaphoreSlim(0);
        var cancelled = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Slow"))
            .Activity<object>("Slow", async (_, cancellationToken) =>
            {
                started.Release();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return null;
                }
                finally
                {
                    cancelled.SetResult();
                }
            }));

        var id = await hub.StartInstanceAsync("Main");
        await started.WaitAsync(TestHub.Patience);
        await hub.Client.TerminateInstanceAsync(id, "enough");
        await cancelled.Task.WaitAsync(TestHub.Patience);
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("enough", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_the_activity_and_says_so()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", context => context.CallActivityAsync("Big"))
                .Activity<object>("Big", _ => new string('x', 5000)),
            options => options with { MaxPayloadBytes = 2048 });

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Contains("The result of activity 'Big' is 5002 bytes of JSON; at most 2048", end.FailureDetails!.ErrorMessage);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
