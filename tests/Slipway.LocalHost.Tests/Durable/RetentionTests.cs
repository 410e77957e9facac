using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Retention;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>What ended long ago goes by itself: in small steps, wholly or not at all.</summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Each_way_to_end_has_an_age_of_its_own_and_what_has_not_ended_stays()
    {
        await using var hub = await StartAsync(new()
        {
            [OrchestrationRuntimeStatus.Completed] = 1 * Day,
            [OrchestrationRuntimeStatus.Failed] = 2 * Day,
            [OrchestrationRuntimeStatus.Terminated] = 3 * Day,
        });
        await EndInEachWayAsync(hub);
        await hub.StartInstanceAsync("Waits", id: "waits");

        string[] left = ["failed terminated waits", "terminated waits", "waits", "waits"];
        foreach (var ids in left)
        {
            await OpenLaterAsync(hub, Day);
            await BecomesAsync(hub, ids);
        }
    }

    [Fact]
    public async Task Unless_told_otherwise_all_that_ended_is_kept_for_thirty_days()
    {
        await using var hub = await StartAsync(policy: null);
        await EndInEachWayAsync(hub);

        await OpenLaterAsync(hub, 29 * Day);
        await hub.EndOfAsync(await hub.StartInstanceAsync("Main", 0, "young"));
        Assert.Equal("completed failed terminated young", await IdsAsync(hub));

        await OpenLaterAsync(hub, Day);
        await BecomesAsync(hub, "young");
    }

    [Fact]
    public async Task A_status_without_an_age_is_kept_for_good()
    {
        await using var hub = await StartAsync(new() { [OrchestrationRuntimeStatus.Completed] = Day });
        await EndInEachWayAsync(hub);

        await OpenLaterAsync(hub, 1_000 * Day);

        await BecomesAsync(hub, "failed terminated");
    }

    [Fact]
    public async Task A_host_that_lives_long_looks_again_and_again()
    {
        await using var hub = await StartAsync(new() { [OrchestrationRuntimeStatus.Completed] = Day });
        for (var i = 0; i < 3; i++)
        {
            await CompleteAsync(hub, 1, input: 0);
            hub.Clock.Advance(Day);
            Assert.Equal([0], await StepsAsync(hub, RetentionService.Interval));
        }
    }

    [Fact]
    public async Task A_step_removes_a_hundred_instances_at_most_and_the_next_waits_for_the_clock()
    {
        await using var hub = await StartAsync(new() { [OrchestrationRuntimeStatus.Completed] = Day });
        await CompleteAsync(hub, 250, input: 0);
        await OpenLaterAsync(hub, Day);
        await LeftAsync(hub, 150);

        await hub.EndOfAsync(await hub.StartInstanceAsync("Fails"));

        Assert.Equal(150, Left(hub));
        Assert.Equal([50, 0], await StepsAsync(hub));
        await UntilLoggedAsync(hub, "Purged 250 orchestrations that were Completed");
    }

    [Fact]
    public async Task A_step_removes_so_many_events_at_most_and_a_long_history_goes_alone()
    {
        await using var hub = await StartAsync(new() { [OrchestrationRuntimeStatus.Completed] = Day });
        await CompleteAsync(hub, 3, input: RetentionService.MaxEvents * 3 / 4);
        await CompleteAsync(hub, 1, input: RetentionService.MaxEvents * 2);
        await CompleteAsync(hub, 20, input: 0);
        await OpenLaterAsync(hub, Day);
        await LeftAsync(hub, 23);

        Assert.Equal([22, 21, 20, 0], await StepsAsync(hub));
    }

    [Fact]
    public async Task A_step_that_the_store_refuses_removes_nothing_and_is_made_good_later()
    {
        var store = new FailingStore("DELETE FROM instances");
        await using var hub = await StartAsync(new() { [OrchestrationRuntimeStatus.Completed] = Day }, store);
        await CompleteAsync(hub, 150, input: 0);
        var seals = Seals(hub);
        store.Fails = true;
        await OpenLaterAsync(hub, Day);
        await UntilLoggedAsync(hub, "could not be purged; the next attempt is in 00:10:00");

        Assert.Equal(seals, Seals(hub));
        store.Fails = false;
        Assert.Equal([50, 0], await StepsAsync(hub, RetentionService.Interval));
        Assert.Empty(Seals(hub));
    }

    [Fact]
    public async Task A_crash_between_two_steps_leaves_whole_instances_and_the_next_start_goes_on()
    {
        await using var hub = await StartAsync(new() { [OrchestrationRuntimeStatus.Completed] = Day });
        await CompleteAsync(hub, 250, input: 3);
        await hub.StartInstanceAsync("Waits", id: "waits");
        await OpenLaterAsync(hub, Day);
        await LeftAsync(hub, 150);

        await hub.CrashAsync();

        Assert.Equal(151, Seals(hub).Count);
        Assert.DoesNotContain(hub.Log.Lines, line => line.Contains("could not be purged"));
        hub.Clock.Advance(RetentionService.FirstDelay);
        await LeftAsync(hub, 50);
        Assert.Equal([0], await StepsAsync(hub));
        Assert.Single(Seals(hub));
        await hub.Client.RaiseEventAsync("waits", "go");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("waits")).RuntimeStatus);
    }

    private static Task<TestHub> StartAsync(Dictionary<OrchestrationRuntimeStatus, TimeSpan>? policy, StoreProbe? store = null) =>
        TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", context =>
                {
                    for (var i = 0; i < context.GetInput<int>(); i++)
                    {
                        context.SendEvent("nobody", "x", i);
                    }

                    return Task.CompletedTask;
                })
                .Orchestrator("Fails", _ => throw new InvalidOperationException("no"))
                .Orchestrator("Waits", context => context.WaitForExternalEvent<object?>("go")),
            options => options with { Retention = policy ?? options.Retention, StoreProbe = store, FlushToDisk = false });

    private static async Task EndInEachWayAsync(TestHub hub)
    {
        await hub.EndOfAsync(await hub.StartInstanceAsync("Main", 0, "completed"));
        await hub.EndOfAsync(await hub.StartInstanceAsync("Fails", id: "failed"));
        await hub.StartInstanceAsync("Waits", id: "terminated");
        await hub.Client.TerminateInstanceAsync("terminated");
        await hub.EndOfAsync("terminated");
    }

    /// <summary>Opens the hub again when so much time has passed, and lets it look once for what is too old.</summary>
    private static async Task OpenLaterAsync(TestHub hub, TimeSpan by)
    {
        await hub.Engine.StopAsync(CancellationToken.None);
        hub.Clock.Advance(by);
        await hub.OpenAsync();
        hub.Clock.Advance(RetentionService.FirstDelay);
    }

    /// <summary>Lets so many instances complete, each with a little more events than its input says.</summary>
    private static async Task CompleteAsync(TestHub hub, int count, int input)
    {
        for (var i = 0; i < count; i++)
        {
            await hub.EndOfAsync(await hub.StartInstanceAsync("Main", input));
        }
    }

    private static Task LeftAsync(TestHub hub, int count) => hub.UntilAsync(() => Task.FromResult(Left(hub) == count));

    private static int Left(TestHub hub) => hub.Engine.Reader.List(new InstanceFilter { Name = "Main", Limit = 1_000 }).Count;

    /// <summary>Lets the clock go on until all are gone, and says how many were left after each step.</summary>
    private static async Task<List<int>> StepsAsync(TestHub hub, TimeSpan? by = null)
    {
        var steps = new ConcurrentQueue<int>();
        var before = Left(hub);
        hub.Engine.Writer.GroupCommitted += () =>
        {
            var left = Left(hub);
            if (left != before)
            {
                steps.Enqueue(before = left);
            }
        };
        await AdvanceUntilAsync(hub, () => Task.FromResult(steps.Contains(0)), by ?? RetentionService.Pause);
        return [.. steps];
    }

    private static Task BecomesAsync(TestHub hub, string ids) =>
        AdvanceUntilAsync(hub, async () => await IdsAsync(hub) == ids, RetentionService.Pause);

    private static async Task<string> IdsAsync(TestHub hub) => string.Join(
        ' ', (await hub.Client.GetAllInstancesAsync().ToListAsync()).Select(instance => instance.InstanceId).Order());

    private static Task UntilLoggedAsync(TestHub hub, string text) => AdvanceUntilAsync(
        hub, () => Task.FromResult(hub.Log.Lines.Any(line => line.Contains(text))), RetentionService.Pause);

    private static async Task AdvanceUntilAsync(TestHub hub, Func<Task<bool>> isSo, TimeSpan by)
    {
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (!await isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            hub.Clock.Advance(by);
            await Task.Yield();
        }
    }

    /// <summary>The seal of each instance's last turn, as it is on disk. No turn is there without its instance.</summary>
    private static Dictionary<long, string?> Seals(TestHub hub)
    {
        using var reading = new HubReading(hub.Folder);
        var seals = reading.Turns().GroupBy(turn => turn.Id >> 24).ToDictionary(turns => turns.Key, turns => turns.Last().Seal);
        Assert.Equal(reading.Instances().Select(instance => instance.Key).Order(), seals.Keys.Order());
        return seals;
    }
}
