using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Storage;

public sealed class StoreHealthTests
{
    [Fact]
    public async Task A_store_says_since_when_it_cannot_be_written_and_why_until_it_can()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask),
            options => options with
            {
                // One look at what is to be purged, so that the writer rests when its session is used here.
                Retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>
                {
                    [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromDays(30),
                },
            });
        var trials = ((ILocalClient)hub.Client).Operations.Trials;
        Assert.Null(await trials.FailureAsync());

        hub.Engine.Writer.Session.Execute("PRAGMA max_page_count = 1");
        var since = hub.Clock.GetUtcNow();
        await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.StartInstanceAsync("Main", new string('x', 100_000)));
        hub.Clock.Advance(TimeSpan.FromMinutes(1)); // The engine looks for what to purge: a commit that changes nothing.
        var failures = await Task.WhenAll(trials.FailureAsync(), trials.FailureAsync());
        hub.Engine.Writer.Session.Execute("PRAGMA max_page_count = 1000000");
        var recovered = await trials.FailureAsync();

        Assert.All(failures, failure => Assert.Equal(
            $"Failed to persist workflow state: since {since:u} the task hub cannot be written. "
            + $"SQLite Error 13: 'database or disk is full'. {StoreHealth.Advice} Work already accepted is kept and goes on by itself.",
            failure));
        Assert.Null(recovered);
        Assert.Single(hub.Log.Lines, line => line.Contains("Failed to persist workflow state", StringComparison.Ordinal));
        Assert.Single(hub.Log.Lines, line => line.Contains("can be written again", StringComparison.Ordinal));
        Assert.Equal(0, hub.Engine.Writer.Session.ReadInteger("SELECT count(*) FROM inbox"));
    }

    [Fact]
    public async Task A_store_is_well_again_by_whatever_is_written_first()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));
        hub.Engine.Writer.Session.Execute("PRAGMA max_page_count = 1");
        await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.StartInstanceAsync("Main", new string('x', 100_000)));
        Assert.NotNull(hub.Engine.Writer.Health.Failure);

        hub.Engine.Writer.Session.Execute("PRAGMA max_page_count = 1000000");
        await hub.StartInstanceAsync("Main");

        Assert.Null(hub.Engine.Writer.Health.Failure);
    }
}
