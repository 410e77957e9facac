using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class RetentionTests
{
    [Fact]
    public async Task What_ended_long_enough_ago_is_purged_by_itself_and_what_has_not_ended_stays()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", _ => Task.CompletedTask)
                .Orchestrator("Fails", _ => throw new InvalidOperationException("no"))
                .Orchestrator("Waits", context => context.WaitForExternalEvent<object?>("never")),
            options => options with
            {
                Retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>
                {
                    [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromDays(1),
                },
            });
        for (var i = 0; i < 250; i++)
        {
            await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));
        }

        await hub.EndOfAsync(await hub.StartInstanceAsync("Fails", id: "failed"));
        await hub.StartInstanceAsync("Waits", id: "waits");
        hub.Clock.Advance(TimeSpan.FromHours(25));
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (await CountAsync(hub) > 2)
        {
            patience.Token.ThrowIfCancellationRequested();
            hub.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.NotNull(await hub.Client.GetInstanceAsync("failed"));
        Assert.NotNull(await hub.Client.GetInstanceAsync("waits"));
    }

    [Fact]
    public async Task A_list_is_narrowed_by_name_and_tag_and_keeps_its_pages()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("One", _ => Task.CompletedTask)
            .Orchestrator("Two", _ => Task.CompletedTask));
        for (var i = 0; i < 6; i++)
        {
            var tags = new Dictionary<string, string> { ["team"] = i % 3 == 0 ? "red" : "blue" };
            await hub.Client.ScheduleNewOrchestrationInstanceAsync(
                i % 2 == 0 ? "One" : "Two", input: null, new StartOrchestrationOptions($"i{i}") { Tags = tags });
            await hub.EndOfAsync($"i{i}");
        }

        Assert.Equal("i0 i2 i4", Ids(hub, new InstanceFilter { Name = "One", Limit = 10 }));
        Assert.Equal("i0 i3", Ids(hub, new InstanceFilter { Tag = new("team", "red"), Limit = 10 }));
        Assert.Equal("i3", Ids(hub, new InstanceFilter { Name = "Two", Tag = new("team", "red"), Limit = 10 }));
        Assert.Equal("i2", Ids(hub, new InstanceFilter { Name = "One", AfterKey = 1, Limit = 1 }));
        await hub.Client.PurgeInstanceAsync("i3");
        Assert.Equal("i0", Ids(hub, new InstanceFilter { Tag = new("team", "red"), Limit = 10 }));
    }

    [Fact]
    public async Task Creation_times_never_go_back_with_the_clock()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));
        await hub.EndOfAsync(await hub.StartInstanceAsync("Main", id: "first"));
        hub.Clock.JumpBack(TimeSpan.FromHours(1));
        await hub.EndOfAsync(await hub.StartInstanceAsync("Main", id: "second"));
        await hub.RestartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("Main", id: "third"));

        var first = (await hub.Client.GetInstanceAsync("first"))!.CreatedAt;
        Assert.All(["second", "third"], id => Assert.True(hub.Client.GetInstanceAsync(id).Result!.CreatedAt >= first));
        Assert.Equal("first second third", Ids(hub, new InstanceFilter { CreatedFrom = first.UtcDateTime, Limit = 10 }));
    }

    private static string Ids(TestHub hub, InstanceFilter filter) =>
        string.Join(' ', hub.Engine.Reader.List(filter).Select(row => row.InstanceId));

    private static async Task<int> CountAsync(TestHub hub)
    {
        var count = 0;
        await foreach (var _ in hub.Client.GetAllInstancesAsync())
        {
            count++;
        }

        return count;
    }
}
