using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Testing;
using static Slipway.LocalHost.Tests.Testing.DurableTaskTestHostTests;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>Tags and versions, and how far they go.</summary>
public sealed class LabelTests
{
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal) { ["team"] = "blue", ["stage"] = "two" };

    [Fact]
    public async Task Each_attempt_of_a_child_with_a_retry_policy_has_the_tags_of_its_call()
    {
        DurableTaskClient? client = null;
        var seen = new List<string>();
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int>("Main", context => context.CallSubOrchestratorAsync<int>(
                "Child", options: new SubOrchestrationOptions(Retry(), "child") { Tags = Tags }))
            .AddOrchestratorFunc<int>("Child", context => context.CallActivityAsync<int>("Look"))
            .AddActivityFunc<int>("Look", async context =>
            {
                seen.Add(Say((await client!.GetInstanceAsync(context.InstanceId))!.Tags));
                return seen.Count < 3 ? throw new TimeoutException() : seen.Count;
            }));
        client = host.Client;

        var end = await RunAsync(client, "Main", input: null);

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(Enumerable.Repeat("stage=two team=blue", 3), seen);
        Assert.Empty(end.Tags);
    }

    [Fact]
    public async Task Each_call_of_an_activity_has_its_own_tags_and_not_its_callers()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int>("Main", async context =>
                await context.CallActivityAsync<int>("One", new TaskOptions(Retry(), Tags))
                + await context.CallActivityAsync<int>("One"))
            .AddActivityFunc<int>("One", _ => 1));

        var end = await RunAsync(
            host.Client, "Main", input: null, new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["own"] = "x" } });

        var calls = (await host.Client.GetOrchestrationHistoryAsync(end.InstanceId)).OfType<TaskScheduledEvent>().ToList();
        Assert.Equal(2, end.ReadOutputAs<int>());
        Assert.Equal("own=x", Say(end.Tags));
        Assert.Equal(["stage=two team=blue", string.Empty], calls.Select(call => Say(call.Tags ?? new Dictionary<string, string>())));
    }

    [Fact]
    public async Task An_activity_has_the_version_of_its_call_and_else_its_orchestrations()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string[]>("Main", async context =>
            [
                await context.CallActivityAsync<string>("Which", new TaskOptions { Version = "7" }),
                await context.CallActivityAsync<string>("Which"),
            ])
            .AddActivityFunc<string>("Which", context => context.Version));

        var versioned = await RunAsync(host.Client, "Main", input: null, new StartOrchestrationOptions { Version = "2" });
        var bare = await RunAsync(host.Client, "Main", input: null);

        Assert.Equal(["7", "2"], versioned.ReadOutputAs<string[]>()!);
        Assert.Equal(["7", string.Empty], bare.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task The_version_chooses_the_activitys_code_and_one_that_is_not_there_is_not_found()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Main", async (context, version) =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Ship", 0, new TaskOptions { Version = version });
                }
                catch (TaskFailedException exception)
                {
                    return exception.FailureDetails.ErrorMessage;
                }
            })
            .AddActivityFunc<int, string>("Ship", new TaskVersion("1"), (_, _) => Task.FromResult("one"))
            .AddActivityFunc<int, string>("Ship", new TaskVersion("2"), (_, _) => Task.FromResult("two")));

        Assert.Equal("one", (await RunAsync(host.Client, "Main", "1")).ReadOutputAs<string>());
        Assert.Equal("two", (await RunAsync(host.Client, "Main", "2")).ReadOutputAs<string>());
        Assert.Equal(
            "No activity task named 'Ship' with version '3' was found.",
            (await RunAsync(host.Client, "Main", "3")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_keeps_tags_and_version(bool newId)
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Main", context => context.Version));
        var first = await RunAsync(host.Client, "Main", input: null, new StartOrchestrationOptions { Tags = Tags, Version = "2.5" });

        var id = await host.Client.RestartAsync(first.InstanceId, newId);

        var again = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(("2.5", "stage=two team=blue"), (again.ReadOutputAs<string>(), Say(again.Tags)));
    }

    private static RetryPolicy Retry() => new(3, TimeSpan.FromTicks(1));

    private static string Say(IEnumerable<KeyValuePair<string, string>> tags) =>
        string.Join(' ', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
}
