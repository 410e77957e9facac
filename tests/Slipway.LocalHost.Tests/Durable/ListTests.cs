using Microsoft.DurableTask;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Lists of instances beyond the client's query.</summary>
public sealed class ListTests
{
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
}
