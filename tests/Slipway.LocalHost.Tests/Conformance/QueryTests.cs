using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

public sealed class QueryTests
{
    [Fact]
    public async Task Payloads_are_given_only_when_asked_for()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await hub.StartInstanceAsync("Echo", "in", "one");
        await hub.EndOfAsync("one");

        var bare = (await hub.Client.GetInstanceAsync("one"))!;
        var full = (await hub.Client.GetInstanceAsync("one", getInputsAndOutputs: true))!;

        Assert.Null(bare.SerializedInput);
        Assert.Null(bare.SerializedOutput);
        Assert.Null(bare.SerializedCustomStatus);
        Assert.Equal("\"in\"", full.SerializedInput);
        Assert.Equal("in", full.ReadOutputAs<string>());
        Assert.Equal("status", full.ReadCustomStatusAs<string>());
        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_filters_narrow_the_list()
    {
        await using var hub = await TestHub.StartAsync(Register);
        for (var i = 0; i < 5; i++)
        {
            await hub.StartInstanceAsync("Echo", i, $"a-{i}");
            await hub.EndOfAsync($"a-{i}");
        }

        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.StartInstanceAsync("Wait", id: "b-0");
        await hub.UntilStatusAsync("b-0", OrchestrationRuntimeStatus.Running);

        var pages = new List<int>();
        await foreach (var page in hub.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 4)).AsPages())
        {
            pages.Add(page.Values.Count);
        }

        Assert.Equal("4 2", string.Join(' ', pages));
        Assert.Equal("b-0", await IdsAsync(hub, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal("a-0 a-1 a-2 a-3 a-4", await IdsAsync(hub, new OrchestrationQuery(InstanceIdPrefix: "a-")));
        Assert.Equal("b-0", await IdsAsync(hub, new OrchestrationQuery(CreatedFrom: hub.Clock.GetUtcNow())));
        Assert.Equal("", await IdsAsync(hub, new OrchestrationQuery(CreatedTo: hub.Clock.GetUtcNow().AddDays(-1))));
        await Assert.ThrowsAsync<ArgumentException>(() => IdsAsync(hub, new OrchestrationQuery(ContinuationToken: "nonsense")));
    }

    [Fact]
    public async Task Ended_instances_are_listed_by_the_time_they_ended()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await hub.StartInstanceAsync("Echo", 1, "early");
        await hub.EndOfAsync("early");
        await hub.StartInstanceAsync("Wait", id: "active");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.StartInstanceAsync("Echo", 1, "late");
        await hub.EndOfAsync("late");

        var all = await hub.Client.ListInstanceIdsAsync();
        var late = await hub.Client.ListInstanceIdsAsync(completedTimeFrom: hub.Clock.GetUtcNow());
        var first = await hub.Client.ListInstanceIdsAsync(pageSize: 1);
        var second = await hub.Client.ListInstanceIdsAsync(pageSize: 1, lastInstanceKey: first.ContinuationToken);

        Assert.Equal("early late", string.Join(' ', all.Values));
        Assert.Equal("late", string.Join(' ', late.Values));
        Assert.Equal("early", Assert.Single(first.Values));
        Assert.Equal("late", Assert.Single(second.Values));
    }

    [Fact]
    public async Task Purge_removes_an_ended_instance_once_and_leaves_an_active_one()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await hub.StartInstanceAsync("Echo", 1, "ended");
        await hub.EndOfAsync("ended");
        await hub.StartInstanceAsync("Wait", id: "active");

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync("ended")).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("ended")).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("active")).PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync("ended"));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.GetOrchestrationHistoryAsync("ended"));
        Assert.NotNull(await hub.Client.GetInstanceAsync("active"));
    }

    [Fact]
    public async Task Purge_by_filter_removes_what_matches()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await Task.WhenAll(Enumerable.Range(0, 250).Select(async i => await hub.EndOfAsync(await hub.StartInstanceAsync("Echo", i))));
        await hub.StartInstanceAsync("Wait", id: "active");
        var now = hub.Clock.GetUtcNow();

        var failed = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]));
        var later = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedFrom: now.AddDays(1)));
        var all = await hub.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(CreatedFrom: now.AddDays(-1), CreatedTo: now.AddDays(1)));

        Assert.Equal(0, failed.PurgedInstanceCount);
        Assert.Equal(0, later.PurgedInstanceCount);
        Assert.Equal(250, all.PurgedInstanceCount);
        Assert.True(all.IsComplete);
        Assert.Equal("active", await IdsAsync(hub, new OrchestrationQuery()));
    }

    [Fact]
    public async Task A_recursive_purge_takes_the_children_along()
    {
        await using var hub = await TestHub.StartAsync(catalog =>
        {
            Register(catalog);
            catalog.Orchestrator("Parent", context => context.CallSubOrchestratorAsync(
                "Echo", 1, new SubOrchestrationOptions(instanceId: "child")));
        });
        await hub.EndOfAsync(await hub.StartInstanceAsync("Parent", id: "parent"));

        var result = await hub.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(Recursive: true));

        Assert.Equal(2, result.PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync("child"));
    }

    [Fact]
    public async Task An_ended_instance_is_restarted_with_its_input()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await hub.StartInstanceAsync("Echo", "again", "one");
        await hub.EndOfAsync("one");
        await hub.StartInstanceAsync("Wait", id: "active");

        var newId = await hub.Client.RestartAsync("one", restartWithNewInstanceId: true);
        var sameId = await hub.Client.RestartAsync("one");

        Assert.NotEqual("one", newId);
        Assert.Equal("again", (await hub.EndOfAsync(newId)).ReadOutputAs<string>());
        Assert.Equal("one", sameId);
        Assert.Equal("again", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RestartAsync("nobody"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RestartAsync("active"));
    }

    [Fact]
    public async Task The_history_is_given_in_the_form_clients_know()
    {
        await using var hub = await TestHub.StartAsync(catalog =>
        {
            Register(catalog);
            catalog
                .Orchestrator("All", async context =>
                {
                    await context.CallActivityAsync<int>("Add", 4);
                    await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                    await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Missing"));
                    await context.CallSubOrchestratorAsync("Echo", 1, new SubOrchestrationOptions(instanceId: "child"));
                    context.SendEvent("nobody", "ping", 1);
                    return await context.WaitForExternalEvent<string>("E");
                })
                .Activity<int>("Add", n => n + 1);
        });
        await hub.StartInstanceAsync("All", "input", "all");
        await hub.UntilHistoryHasAsync<EventSentEvent>("all");
        await hub.Client.RaiseEventAsync("all", "E", "end");
        await hub.EndOfAsync("all");

        var history = await hub.Client.GetOrchestrationHistoryAsync("all");

        Assert.All(history, e => Assert.Equal(DateTimeKind.Utc, e.Timestamp.Kind));
        Assert.All(history, e => Assert.Equal(hub.Clock.GetUtcNow().UtcDateTime, e.Timestamp));
        var start = history.OfType<ExecutionStartedEvent>().Single();
        Assert.Equal(("All", "\"input\"", "all"), (start.Name, start.Input, start.OrchestrationInstance.InstanceId));
        var scheduled = history.OfType<TaskScheduledEvent>().First();
        Assert.Equal((0, "Add", "[4]"), (scheduled.EventId, scheduled.Name, scheduled.Input));
        var completed = history.OfType<TaskCompletedEvent>().Single();
        Assert.Equal((0, "5"), (completed.TaskScheduledId, completed.Result));
        Assert.Equal(1, history.OfType<TimerCreatedEvent>().Single().EventId);
        Assert.Equal(1, history.OfType<TimerFiredEvent>().Single().TimerId);
        Assert.Contains("No activity task named 'Missing'", history.OfType<TaskFailedEvent>().Single().Reason);
        Assert.Equal("child", history.OfType<SubOrchestrationInstanceCreatedEvent>().Single().InstanceId);
        Assert.Equal(3, history.OfType<SubOrchestrationInstanceCompletedEvent>().Single().TaskScheduledId);
        Assert.Equal("nobody", history.OfType<EventSentEvent>().Single().InstanceId);
        Assert.Equal(("E", "\"end\""), history.OfType<EventRaisedEvent>().Select(e => (e.Name, e.Input)).Single());
        Assert.Equal("\"end\"", history.OfType<ExecutionCompletedEvent>().Single().Result);
    }

    private static void Register(TestCatalog catalog) => catalog
        .Orchestrator("Echo", context =>
        {
            context.SetCustomStatus("status");
            return Task.FromResult(context.GetInput<object>());
        })
        .Orchestrator("Wait", context => context.WaitForExternalEvent<object?>("never"));

    private static async Task<string> IdsAsync(TestHub hub, OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
        {
            ids.Add(instance.InstanceId);
        }

        return string.Join(' ', ids);
    }
}
