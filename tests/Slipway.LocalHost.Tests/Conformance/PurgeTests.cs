using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>What a purge by a filter answers.</summary>
public sealed class PurgeTests
{
    private static readonly PurgeInstancesFilter Completed = new(Statuses: [OrchestrationRuntimeStatus.Completed]);

    [Fact]
    public async Task One_that_runs_out_of_time_says_that_it_is_not_complete_and_the_next_goes_on()
    {
        await using var hub = await StartAsync();
        for (var i = 0; i < 250; i++)
        {
            await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));
        }

        var first = await hub.Client.PurgeAllInstancesAsync(Completed with { Timeout = TimeSpan.Zero });
        var rest = await hub.Client.PurgeAllInstancesAsync(Completed);

        Assert.False(first.IsComplete);
        Assert.InRange(first.PurgedInstanceCount, 1, 249);
        Assert.True(rest.IsComplete);
        Assert.Equal(250, first.PurgedInstanceCount + rest.PurgedInstanceCount);
    }

    [Fact]
    public async Task A_child_that_goes_with_its_parent_is_counted_once_although_the_filter_names_it_too()
    {
        await using var hub = await StartAsync();
        await hub.EndOfAsync(await hub.StartInstanceAsync("Parent"));

        var purged = await hub.Client.PurgeAllInstancesAsync(Completed, new PurgeInstanceOptions(Recursive: true));

        Assert.Equal(2, purged.PurgedInstanceCount);
    }

    private static Task<TestHub> StartAsync() => TestHub.StartAsync(
        catalog => catalog
            .Orchestrator("Main", _ => Task.CompletedTask)
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Main")),
        options => options with { FlushToDisk = false });
}
