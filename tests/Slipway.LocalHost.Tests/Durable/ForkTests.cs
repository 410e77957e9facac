using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>A new instance goes on from a finished step of another.</summary>
public sealed class ForkTests
{
    [Fact]
    public async Task What_was_done_up_to_the_step_is_not_done_again()
    {
        await using var hub = await StartAsync();
        await RunAsync(hub);

        var id = await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 1 });
        var end = await hub.EndOfAsync(id);

        Assert.Equal("abc!", end.ReadOutputAs<string>());
        Assert.Equal((1, 1, 2), (hub.Catalog.Runs["a"], hub.Catalog.Runs["b"], hub.Catalog.Runs["c"]));
        Assert.StartsWith("one#", end.Tags["forkedFrom"]);
        Assert.Equal("abc!", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal((SealState.Intact, null), (hub.Client.VerifyInstance(id).State, hub.Client.VerifyInstance(id).FirstAltered));
        Assert.Contains("Forked from one", Assert.Single((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<GenericEvent>()).Data);
    }

    [Fact]
    public async Task A_new_input_is_the_result_of_the_step()
    {
        await using var hub = await StartAsync();
        await RunAsync(hub);

        var id = await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 1, NewInput = "\"B\"", NewInstanceId = "two" });

        Assert.Equal("two", id);
        Assert.Equal("aBc!", (await hub.EndOfAsync("two")).ReadOutputAs<string>());
        Assert.Equal(1, hub.Catalog.Runs["b"]);
    }

    [Fact]
    public async Task After_the_start_it_is_the_input_of_the_whole_run()
    {
        await using var hub = await StartAsync();
        await RunAsync(hub);

        var id = await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterEvent = 1, NewInput = "\"?\"" });
        var end = await hub.EndOfAsync(id);

        Assert.Equal(("abc?", "?"), (end.ReadOutputAs<string>(), end.ReadInputAs<string>()));
        Assert.Equal(2, hub.Catalog.Runs["a"]);
    }

    [Fact]
    public async Task A_failed_step_has_succeeded_when_a_result_is_given()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("work", _ => throw new InvalidOperationException("never"))
            .Orchestrator("fails", async context => (object?)await context.CallActivityAsync<string>("work", 0)));
        await hub.StartInstanceAsync("fails", id: "one");
        await hub.EndOfAsync("one");

        await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 0, NewInput = "\"by hand\"", NewInstanceId = "two" });

        Assert.Equal("by hand", (await hub.EndOfAsync("two")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_was_open_at_the_step_begins_anew_and_survives_a_crash()
    {
        var release = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("quick", input => input)
            .Activity<string>("slow", async (input, _) =>
            {
                await release.Task;
                return input;
            })
            .Orchestrator("child", async context => (object?)await context.CallActivityAsync<string>("slow", "child"))
            .Orchestrator("fan", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                var slow = context.CallActivityAsync<string>("slow", "slow");
                var child = context.CallSubOrchestratorAsync<string>("child", options: new SubOrchestrationOptions { InstanceId = "kid" });
                var quick = await context.CallActivityAsync<string>("quick", "quick");
                await timer;
                return (object?)(quick + await slow + await child);
            }));
        await hub.StartInstanceAsync("fan", id: "one");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("one");
        hub.Clock.Advance(TimeSpan.FromMinutes(59));

        await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 3, NewInput = "\"other\"", NewInstanceId = "two" });
        await hub.CrashAsync();
        release.SetResult();
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("quickslowchild", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCompletedEvent>("two");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync("two"))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("otherslowchild", (await hub.EndOfAsync("two")).ReadOutputAs<string>());
        Assert.Equal(4, (await hub.Client.GetAllInstancesAsync().AsPages().FirstAsync()).Values.Count);
    }

    [Fact]
    public async Task A_run_that_waits_is_forked_with_another_event()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("talks", async context =>
            (object?)(await context.WaitForExternalEvent<string>("word") + await context.WaitForExternalEvent<string>("word"))));
        await hub.StartInstanceAsync("talks", id: "one");
        await hub.Client.RaiseEventAsync("one", "word", "x");
        var place = (await hub.Client.GetOrchestrationHistoryAsync("one")).ToList().FindIndex(value => value is EventRaisedEvent);

        await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterEvent = place, NewInput = "\"y\"", NewInstanceId = "two" });
        await hub.Client.RaiseEventAsync("one", "word", "1");
        await hub.Client.RaiseEventAsync("two", "word", "2");

        Assert.Equal("x1", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal("y2", (await hub.EndOfAsync("two")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(null, null, null, "either")]
    [InlineData(1, 1, null, "either")]
    [InlineData(2, null, null, "Event 2 is activity 'a' (#0)")]
    [InlineData(-1, null, null, "does not exist")]
    [InlineData(1000, null, null, "the nearest are")]
    [InlineData(null, 77, null, "those that have are 0, 1, 2")]
    [InlineData(null, 1, "{", "not JSON")]
    public async Task What_cannot_be_forked_is_refused_with_what_would_be_right(
        int? afterEvent, int? afterTask, string? input, string words)
    {
        await using var hub = await StartAsync();
        await RunAsync(hub);
        var options = new ForkOptions { AfterEvent = afterEvent, AfterTask = afterTask, NewInput = input };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ForkInstanceAsync("one", options));

        Assert.Contains(words, error.Message);
    }

    [Fact]
    public async Task Ids_are_checked()
    {
        await using var hub = await StartAsync();
        await RunAsync(hub);
        var options = new ForkOptions { AfterTask = 1 };

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ForkInstanceAsync("none", options));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ForkInstanceAsync("one", options with { NewInstanceId = "a/b" }));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ForkInstanceAsync("one", options with { NewInstanceId = "one" }));
    }

    private static Task<TestHub> StartAsync() => TestHub.StartAsync(catalog => catalog
        .Activity<string>("a", _ => "a")
        .Activity<string>("b", input => input + "b")
        .Activity<string>("c", input => input + "c")
        .Orchestrator("chain", async context =>
        {
            var text = await context.CallActivityAsync<string>("a");
            text += (await context.CallActivityAsync<string>("b", string.Empty));
            return (object?)(await context.CallActivityAsync<string>("c", text) + context.GetInput<string>());
        }));

    private static async Task RunAsync(TestHub hub)
    {
        await hub.StartInstanceAsync("chain", "!", "one");
        await hub.EndOfAsync("one");
    }
}
