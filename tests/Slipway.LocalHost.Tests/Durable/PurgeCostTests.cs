using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Retention;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>What a purge costs the store, and what it costs those that go on.</summary>
public sealed class PurgeCostTests
{
    [Fact]
    public async Task What_is_too_old_is_found_by_an_index_of_states_and_ends()
    {
        var store = new CountingStore();
        await using var hub = await StartAsync(store);
        hub.Clock.Advance(RetentionService.FirstDelay);
        await hub.UntilAsync(() => Task.FromResult(store.Seen.Any(IsLook)));

        using var connection = new SqliteConnection($"Data Source={Path.Combine(hub.Folder, "taskhub.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + store.Seen.First(IsLook);
        Enumerable.Range(1, 3).ToList().ForEach(place => command.Parameters.AddWithValue($"?{place}", 1));
        using var plan = command.ExecuteReader();

        Assert.True(plan.Read());
        Assert.Contains("USING INDEX instances_by_end (status=? AND completed_at>? AND completed_at<?)", plan.GetString(3));
        Assert.DoesNotContain(Rest(plan), step => step.Contains("TEMP B-TREE"));
    }

    [Fact]
    public async Task A_turn_makes_no_more_statements_once_something_has_been_removed()
    {
        var store = new CountingStore();
        await using var hub = await StartAsync(store);
        await CountAsync(hub, store, "warms up");
        var before = await CountAsync(hub, store, "before");

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync("before")).PurgedInstanceCount);
        var after = await CountAsync(hub, store, "after");

        Assert.Equal(before, after);
        Assert.True(after.Values.Sum() > 5, $"only {after.Values.Sum()} statements were seen");
    }

    private static bool IsLook(string sql) => sql.Contains("completed_at < ?1", StringComparison.Ordinal);

    private static List<string> Rest(SqliteDataReader plan)
    {
        var steps = new List<string>();
        while (plan.Read())
        {
            steps.Add(plan.GetString(3));
        }

        return steps;
    }

    private static Task<TestHub> StartAsync(StoreProbe store) => TestHub.StartAsync(
        catalog => catalog
            .Activity<int>("work", number => number + 1)
            .Orchestrator("Main", async context =>
            {
                await context.WaitForExternalEvent<object?>("go");
                var number = 0;
                for (var i = 0; i < 4; i++)
                {
                    number = await context.CallActivityAsync<int>("work", number);
                }

                return (object?)number;
            }),
        options => options with { StoreProbe = store });

    /// <summary>Runs an orchestration, and counts each statement of it; how many of them share a commit depends on threads.</summary>
    private static async Task<Dictionary<string, int>> CountAsync(TestHub hub, CountingStore store, string id)
    {
        await hub.StartInstanceAsync("Main", id: id);
        store.Seen.Clear();
        var end = hub.EndOfAsync(id);
        await hub.Client.RaiseEventAsync(id, "go");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await end).RuntimeStatus);
        return store.Seen.Where(sql => sql.StartsWith("INSERT", StringComparison.Ordinal)
                || sql.StartsWith("UPDATE", StringComparison.Ordinal) || sql.StartsWith("DELETE", StringComparison.Ordinal))
            .GroupBy(sql => sql).ToDictionary(each => each.Key, each => each.Count());
    }

    private sealed class CountingStore : StoreProbe
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public override void Before(string sql) => Seen.Enqueue(sql);
    }
}
