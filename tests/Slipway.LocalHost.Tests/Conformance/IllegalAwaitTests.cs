using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>Code that leaves the orchestrator's thread fails its own instance with a clear error, and never holds up another.</summary>
public sealed class IllegalAwaitTests
{
    [Fact]
    public async Task Awaiting_only_something_that_is_not_durable_fails_the_orchestration()
    {
        var never = new TaskCompletionSource();

        await FailsAsync(_ => never.Task);
    }

    [Fact]
    public async Task Going_on_elsewhere_while_something_durable_is_open_fails_the_orchestration()
    {
        var outside = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            await outside.Task;
            await context.CallActivityAsync("Any");
        }));
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);

        outside.SetResult();

        AssertIllegal(await hub.EndOfAsync(id));
    }

    [Fact]
    public Task ConfigureAwait_false_fails_the_orchestration() => FailsAsync(async context =>
    {
        await context.CallActivityAsync("Any").ConfigureAwait(false);
        await context.CallActivityAsync("Any");
    });

    [Fact]
    public Task Task_Run_fails_the_orchestration()
    {
        var release = new TaskCompletionSource();
        return FailsAsync(async context =>
        {
            await Task.Run(() => release.Task);
            await context.CallActivityAsync("Any");
        });
    }

    [Fact]
    public async Task A_cancellation_from_elsewhere_fails_the_orchestration()
    {
        using var source = new CancellationTokenSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.CreateTimer(TimeSpan.FromDays(1), source.Token)));
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);

        await source.CancelAsync();

        AssertIllegal(await hub.EndOfAsync(id));
    }

    [Fact]
    public async Task Continuations_and_yields_stay_on_the_orchestrators_thread()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                await Task.Yield();
                var doubled = context.CallActivityAsync<int>("Any").ContinueWith(task => 2 * task.Result, TaskScheduler.Current);
                await Task.WhenAny(doubled, context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));
                await Task.Yield();
                return await doubled;
            })
            .Activity<object>("Any", _ => 4));

        Assert.Equal(8, (await hub.EndOfAsync(await hub.StartInstanceAsync("Main"))).ReadOutputAs<int>());
    }

    private static async Task FailsAsync(Func<TaskOrchestrationContext, Task> code)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", code).Activity<object>("Any", _ => null));

        AssertIllegal(await hub.EndOfAsync(await hub.StartInstanceAsync("Main")));
    }

    private static void AssertIllegal(OrchestrationMetadata end)
    {
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.InvalidOperationException", end.FailureDetails!.ErrorType);
        Assert.Contains("awaited something that is not durable", end.FailureDetails.ErrorMessage);
    }
}
