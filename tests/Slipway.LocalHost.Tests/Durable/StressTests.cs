using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class StressTests
{
    private const int Instances = 500;

    [Fact]
    public async Task Hundreds_of_instances_survive_crashes_with_nothing_lost_and_nothing_twice()
    {
        await using var hub = await TestHub.StartAsync(Register, options => options with
        {
            MaxWarmOrchestrations = 100,
            LongRunning = TimeSpan.FromMinutes(10),
        });

        var ids = await Task.WhenAll(Enumerable.Range(0, Instances).Select(i => hub.StartInstanceAsync("Main", i, $"i{i}")));
        await hub.CrashAsync();
        for (var i = 0; i < Instances; i++)
        {
            await hub.Client.RaiseEventAsync(ids[i], "go", i);
            if (i % 200 == 150)
            {
                await hub.CrashAsync();
            }
        }

        await hub.CrashAsync();
        var waits = ids.Select(hub.EndOfAsync).ToArray();
        var all = Task.WhenAll(waits);
        while (!all.IsCompleted)
        {
            // Each commit may have made a timer, so the clock goes on after each.
            var next = hub.NextCommitAsync();
            hub.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(all, next).WaitAsync(TestHub.Patience);
        }

        for (var i = 0; i < Instances; i++)
        {
            var end = await waits[i];
            Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
            Assert.Equal(6 * i, end.ReadOutputAs<int>());
            AssertNothingTwice(await hub.Client.GetOrchestrationHistoryAsync(ids[i]));
        }

        Assert.DoesNotContain(hub.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static void AssertNothingTwice(IList<HistoryEvent> history)
    {
        Assert.Single(history.OfType<ExecutionStartedEvent>());
        Assert.Single(history.OfType<ExecutionCompletedEvent>());
        Assert.Single(history.OfType<EventRaisedEvent>());
        AssertDistinct(history.Where(e => e.EventId >= 0).Select(e => e.EventId));
        AssertDistinct(history.OfType<TaskCompletedEvent>().Select(e => e.TaskScheduledId)
            .Concat(history.OfType<TaskFailedEvent>().Select(e => e.TaskScheduledId))
            .Concat(history.OfType<TimerFiredEvent>().Select(e => e.TimerId))
            .Concat(history.OfType<SubOrchestrationInstanceCompletedEvent>().Select(e => e.TaskScheduledId)));
        Assert.Equal(history.OfType<TimerCreatedEvent>().Count(), history.OfType<TimerFiredEvent>().Count());
    }

    private static void AssertDistinct(IEnumerable<int> ids)
    {
        var list = ids.ToList();
        Assert.Equal(list.Count, list.Distinct().Count());
    }

    private static void Register(TestCatalog catalog)
    {
        var failures = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        catalog
            .Orchestrator("Main", async context =>
            {
                var n = context.GetInput<int>();
                var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(100, TimeSpan.FromSeconds(10)));
                var first = await context.CallActivityAsync<int>("Same", n, retry);
                var fan = await Task.WhenAll(
                    context.CallActivityAsync<int>("Same", n),
                    context.CallActivityAsync<int>("Same", n),
                    context.CallSubOrchestratorAsync<int>("Child", n));
                await context.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None);
                var given = await context.WaitForExternalEvent<int>("go");
                return (object?)(first + fan.Sum() + given + await context.CallActivityAsync<int>("Same", n));
            })
            .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Same", context.GetInput<int>()))
            .Activity<int>("Same", n => n % 7 == 0 && failures.TryAdd(n, true) ? throw new TimeoutException("once") : n);
    }
}
