using System.Collections.Concurrent;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Activities of an instance that ends by another's will are cancelled at once, and leave their places.</summary>
public sealed class CancellationTests
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _begun = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cancelled = new();

    [Fact]
    public async Task A_recursive_termination_cancels_what_children_and_theirs_have_running()
    {
        await using var hub = await TestHub.StartAsync(catalog => Family(catalog));
        await hub.StartInstanceAsync("Family", 2, "g0");
        await BegunAsync("g0", "g1", "g2");

        await hub.Client.TerminateInstanceAsync("g0", new TerminateInstanceOptions(Recursive: true));

        await CancelledAsync("g0", "g1", "g2");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync("g2")).RuntimeStatus);
    }

    [Fact]
    public async Task A_termination_that_is_not_recursive_leaves_what_children_have_running()
    {
        await using var hub = await TestHub.StartAsync(catalog => Family(catalog));
        await hub.StartInstanceAsync("Family", 1, "g0");
        await BegunAsync("g0", "g1");

        await hub.Client.TerminateInstanceAsync("g0");
        await CancelledAsync("g0");

        Assert.False(Of(_cancelled, "g1").Task.IsCompleted);
        Assert.StartsWith("activity 'Runs' (#0), running since", hub.Client.WhyWaiting("g1").WaitingFor);
    }

    [Fact]
    public async Task What_a_replaced_instance_has_running_is_cancelled_and_its_result_is_nobodys()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<string>("Runs", context.GetInput<string>()))
            .Activity<string>("Runs", (input, token) => RunAsync(input!, token)));
        await hub.StartInstanceAsync("Main", "old", "one");
        await BegunAsync("old");

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", "new", new StartOrchestrationOptions("one").WithDedupeStatuses([]));
        await CancelledAsync("old");
        await BegunAsync("new");

        Assert.False(Of(_cancelled, "new").Task.IsCompleted);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("one")).OfType<TaskScheduledEvent>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_queued_activity_of_a_terminated_instance_does_not_start(bool limitIsOfFunction)
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", context => context.CallActivityAsync("Runs", context.InstanceId))
                .Activity<string>("Runs", (input, token) => RunAsync(input!, token)),
            options => limitIsOfFunction
                ? options with { Functions = new Dictionary<string, FunctionLimits> { ["Runs"] = new() { MaxConcurrency = 1 } } }
                : options with { MaxConcurrentActivities = 1 });
        await hub.StartInstanceAsync("Main", id: "first");
        await BegunAsync("first");
        await hub.StartInstanceAsync("Main", id: "victim");
        await hub.WhyAsync("victim", "queued behind 0");
        await hub.StartInstanceAsync("Main", id: "last");
        await hub.WhyAsync("last", "queued behind 1");

        await hub.Client.TerminateInstanceAsync("victim");
        await hub.WhyAsync("last", "queued behind 0");
        await hub.Client.TerminateInstanceAsync("first");
        await BegunAsync("last");
        await hub.CrashAsync();

        Assert.False(Of(_begun, "victim").Task.IsCompleted);
    }

    [Fact]
    public async Task An_activity_that_goes_on_after_its_cancellation_gives_its_place_back_all_the_same_and_once()
    {
        var late = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", context => context.CallActivityAsync(context.GetInput<string>()!, context.InstanceId))
                .Activity<string>("Ignores", (input, token) =>
                {
                    token.Register(() => Of(_cancelled, input!).TrySetResult());
                    Of(_begun, input!).TrySetResult();
                    return late.Task;
                })
                .Activity<string>("Runs", (input, token) => RunAsync(input!, token)),
            options => options with { MaxConcurrentActivities = 1 });
        await hub.StartInstanceAsync("Main", "Ignores", "deaf");
        await BegunAsync("deaf");
        await hub.StartInstanceAsync("Main", "Runs", "next");
        await hub.StartInstanceAsync("Main", "Runs", "last");
        await hub.WhyAsync("last", "queued");
        await hub.Client.TerminateInstanceAsync("deaf");
        await CancelledAsync("deaf");
        Assert.Contains("queued", hub.Client.WhyWaiting("next").WaitingFor);

        hub.Clock.Advance(TimeSpan.FromSeconds(11));
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        await BegunAsync("next");
        late.SetResult(null);
        await hub.WhyAsync("last", "at most 1 activities run at once, taken by 1 'Runs' since");

        Assert.False(Of(_begun, "last").Task.IsCompleted);
        Assert.Contains(hub.Log.Lines, line => line.Contains("'Ignores' (#0) of 'deaf' is not waited for any more"));
        await hub.Client.TerminateInstanceAsync("next");
        await BegunAsync("last");
    }

    /// <summary>An orchestrator with an activity and, as often as its input says, a child that has one.</summary>
    private void Family(TestCatalog catalog) => catalog
        .Orchestrator("Family", context =>
        {
            var depth = context.GetInput<int>();
            var child = new SubOrchestrationOptions { InstanceId = $"g{int.Parse(context.InstanceId[1..]) + 1}" };
            var runs = context.CallActivityAsync("Runs", context.InstanceId);
            return depth == 0 ? runs : Task.WhenAll(runs, context.CallSubOrchestratorAsync("Family", depth - 1, child));
        })
        .Activity<string>("Runs", (input, token) => RunAsync(input!, token));

    /// <summary>Runs until its token is cancelled.</summary>
    private async Task<object?> RunAsync(string which, CancellationToken token)
    {
        Of(_begun, which).TrySetResult();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => ended.TrySetCanceled(token));
        try
        {
            await ended.Task;
        }
        finally
        {
            Of(_cancelled, which).TrySetResult();
        }

        return null;
    }

    private Task BegunAsync(params string[] which) => Task.WhenAll(which.Select(one => Of(_begun, one).Task)).WaitAsync(TestHub.Patience);

    private Task CancelledAsync(params string[] which) =>
        Task.WhenAll(which.Select(one => Of(_cancelled, one).Task)).WaitAsync(TestHub.Patience);

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> all, string which) =>
        all.GetOrAdd(which, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
