using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task Each_generation_has_a_fresh_history_and_the_last_one_ends()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Loop", async context =>
            {
                var round = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
                if (round < 20)
                {
                    context.ContinueAsNew(round);
                    return (object?)"not the output";
                }

                return round;
            })
            .Activity<int>("Next", n => n + 1));

        var id = await hub.StartInstanceAsync("Loop", 0);
        var end = await hub.EndOfAsync(id);

        Assert.Equal(20, end.ReadOutputAs<int>());
        Assert.Equal(19, end.ReadInputAs<int>());
        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Equal(19, Assert.Single(history.OfType<ExecutionStartedEvent>()).Generation);
        Assert.Single(history.OfType<TaskScheduledEvent>());
    }

    [Fact]
    public async Task Unprocessed_events_reach_the_next_generation_in_order()
    {
        await using var hub = await TestHub.StartAsync(Counter);

        var id = await hub.StartInstanceAsync("Counter", new CounterState(0, ""));
        for (var i = 0; i < 10; i++)
        {
            await hub.Client.RaiseEventAsync(id, "Add", i);
            if (i == 5)
            {
                await hub.CrashAsync();
            }
        }

        Assert.Equal("0123456789", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Buffered_events_are_dropped_when_asked_for()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                await context.WaitForExternalEvent<object>("go");
                context.ContinueAsNew(1, preserveUnprocessedEvents: false);
                return null;
            }

            return await context.WaitForExternalEvent<string>("E");
        }));

        var id = await hub.StartInstanceAsync("Main", 0);
        await hub.Client.RaiseEventAsync(id, "E", "dropped");
        await hub.UntilHistoryHasAsync<EventRaisedEvent>(id);
        await hub.Client.RaiseEventAsync(id, "go");
        await hub.UntilAsync(async () =>
            (await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<ExecutionStartedEvent>().Any(e => e.Generation == 1));
        await hub.Client.RaiseEventAsync(id, "E", "kept");

        Assert.Equal("kept", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_custom_status_is_unset_in_the_new_generation_and_results_of_the_old_one_mean_nothing()
    {
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    context.SetCustomStatus("old");
                    _ = context.CallActivityAsync<string>("Slow");
                    context.ContinueAsNew(1);
                    return null;
                }

                // The same task number as the old generation's activity.
                _ = context.CallActivityAsync<string>("Other");
                return await context.WaitForExternalEvent<string>("E");
            })
            .Activity<object>("Slow", (_, _) => release.Task)
            .Activity<object>("Other", _ => "other"));

        var id = await hub.StartInstanceAsync("Main", 0);
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        Assert.Null((await hub.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!.SerializedCustomStatus);
        release.SetResult("late");
        await hub.Client.RaiseEventAsync(id, "E", "end");

        Assert.Equal("end", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal("\"other\"", Assert.Single((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TaskCompletedEvent>()).Result);
    }

    [Fact]
    public async Task A_new_version_may_be_given()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", context =>
        {
            if (context.Version.Length == 0)
            {
                context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2.0" });
            }

            return Task.FromResult<object?>(context.Version);
        }));

        Assert.Equal("2.0", (await hub.EndOfAsync(await hub.StartInstanceAsync("Main"))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Many_instances_go_round_with_timers_and_none_is_stuck()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Loop", async context =>
            {
                var round = context.GetInput<int>();
                await context.CallActivityAsync("Work");
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                if (round < 5)
                {
                    context.ContinueAsNew(round + 1);
                }
            })
            .Activity<object>("Work", _ => null));

        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => hub.StartInstanceAsync("Loop", 0)));
        var ends = await Task.WhenAll(ids.Select(hub.EndOfAsync));

        Assert.All(ends, end => Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus));
        Assert.Equal(180, hub.Catalog.Runs["Work"]);
    }

    private static void Counter(TestCatalog catalog) => catalog.Orchestrator("Counter", async context =>
    {
        var state = context.GetInput<CounterState>()!;
        var number = await context.WaitForExternalEvent<int>("add");
        state = new CounterState(state.Count + 1, state.Text + number);
        if (state.Count == 10)
        {
            return (object?)state.Text;
        }

        context.ContinueAsNew(state);
        return null;
    });

    private sealed record CounterState(int Count, string Text);
}
