using DurableTask.Core.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Durable;
using StoredEvent = Slipway.LocalHost.Durable.History.HistoryEvent;

namespace Slipway.LocalHost.Tests.Storage;

/// <summary>A database as each release has left it goes on where it was.</summary>
public sealed class OlderReleaseTests
{
    [Fact]
    public async Task A_database_of_the_first_release_goes_on()
    {
        await using var hub = await StartAsync(WriteFirstRelease);
        var end = await hub.EndOfAsync("running");

        Assert.Equal(2 + 20 + 300, end.ReadOutputAs<int>());
        Assert.Equal(1, hub.Catalog.Runs["Double"]);
        var history = await hub.Client.GetOrchestrationHistoryAsync("running");
        Assert.Equal(2, history.OfType<TaskCompletedEvent>().Count());
        Assert.Equal(7, (await hub.EndOfAsync("ended")).ReadOutputAs<int>());
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("ended")).OfType<ExecutionCompletedEvent>());
        await hub.RestartAsync();
        Assert.Equal(322, (await hub.EndOfAsync("running")).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_database_of_an_older_release_goes_on(int schema)
    {
        await using var hub = await StartAsync((path, now) => new OlderRelease(schema, now).Write(path));
        var end = await hub.EndOfAsync("running");

        Assert.Equal(2 + 20 + 300, end.ReadOutputAs<int>());
        Assert.Equal(1, hub.Catalog.Runs["Double"]);
        Assert.Equal(
            2, (await hub.Client.GetOrchestrationHistoryAsync("running")).OfType<TaskCompletedEvent>().Count());
        Assert.Equal(7, (await hub.EndOfAsync("ended")).ReadOutputAs<int>());
        Assert.All(["running", "ended"], id => Assert.Equal(SealState.Intact, hub.Client.VerifyInstance(id).State));
        var tagged = await hub.Client.GetAllInstancesAsync(new InstanceQuery { Tag = new("team", "red") }).SingleAsync();
        Assert.Equal("ended", tagged.InstanceId);
        if (schema >= 3)
        {
            await hub.UntilCounterIsAsync(EntityWorld.A, 8);
        }

        await hub.RestartAsync();
        Assert.Equal(322, (await hub.EndOfAsync("running")).ReadOutputAs<int>());
    }

    /// <summary>Starts an app on a database that another release wrote, and lets two minutes pass.</summary>
    private static async Task<TestHub> StartAsync(Action<string, DateTime> write)
    {
        var hub = await EntityWorld.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                var first = await context.CallActivityAsync<int>("Double", 1);
                var second = context.CallActivityAsync<int>("Double", 10);
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                var given = await context.WaitForExternalEvent<int>("E");
                return (object?)(first + await second + given);
            })
            .Activity<int>("Double", n => 2 * n));
        await hub.Engine.StopAsync(CancellationToken.None);
        foreach (var file in Directory.GetFiles(hub.Folder, "taskhub.db*"))
        {
            File.Delete(file);
        }

        write(Path.Combine(hub.Folder, "taskhub.db"), hub.Clock.GetUtcNow().UtcDateTime);
        await hub.OpenAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        return hub;
    }

    /// <summary>A database of schema 1: an instance with an open activity, a timer and a message; and one that has ended.</summary>
    private static void WriteFirstRelease(string path, DateTime now)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var session = new SqliteSession(connection);
        using var script = typeof(DurableEngine).Assembly
            .GetManifestResourceStream("Slipway.LocalHost.Storage.Migrations.0001_initial.sql")!;
        using var reader = new StreamReader(script);
        session.ExecuteScript(reader.ReadToEnd());
        session.Execute($"PRAGMA application_id = {0x534C5750}");
        session.Execute("PRAGMA user_version = 1");
        AddInstance(session, 1, "running", status: 0, output: null, now,
        [
            new OrchestratorStarted(now),
            new ExecutionStarted(now, "Main", string.Empty, Input: null, Generation: 1),
            new TaskScheduled(now, 0, "Double", Version: null, "1", Tags: null),
            new OrchestratorCompleted(now),
            new OrchestratorStarted(now),
            new TaskCompleted(now, 0, "2"),
            new TaskScheduled(now, 1, "Double", Version: null, "10", Tags: null),
            new TimerCreated(now, 2, now.AddMinutes(1)),
            new OrchestratorCompleted(now),
        ]);
        AddInstance(session, 2, "ended", status: 1, output: "7", now,
        [
            new OrchestratorStarted(now),
            new ExecutionStarted(now, "Main", string.Empty, Input: null, Generation: 1),
            new ExecutionCompleted(now, OrchestrationRuntimeStatus.Completed, "7", Failure: null),
            new OrchestratorCompleted(now),
        ]);
        session.Execute("INSERT INTO tasks VALUES (1, 1, 1, 'Double', '10')");
        session.Execute("INSERT INTO timers VALUES (1, 1, 2, ?1)", now.AddMinutes(1).Ticks);
        session.Execute("INSERT INTO inbox VALUES (1, 1, 0, ?1)", HistoryJson.Write(new EventRaised(now, "E", "300")));
    }

    private static void AddInstance(
        SqliteSession session,
        long key,
        string id,
        int status,
        string? output,
        DateTime now,
        List<StoredEvent> history)
    {
        session.Execute(
            """
            INSERT INTO instances (key, instance_id, name, version, status, generation, history_length, output, created_at, updated_at,
                completed_at)
            VALUES (?1, ?2, 'Main', '', ?3, 1, ?4, ?5, ?6, ?6, ?7)
            """,
            key,
            id,
            status,
            history.Count,
            output,
            now.Ticks,
            output is null ? (long?)null : now.Ticks);
        for (var i = 0; i < history.Count; i++)
        {
            session.Execute("INSERT INTO history VALUES (?1, ?2, ?3)", key, i, HistoryJson.Write(history[i]));
        }
    }

    /// <summary>
    /// Writes a database of a schema: an instance with an open activity, a timer and a message; one that has ended and has a tag; and,
    /// since there are entities, a counter with an operation that waits.
    /// </summary>
    private sealed class OlderRelease(int schema, DateTime now)
    {
        private static readonly Dictionary<string, string> Red = new() { ["team"] = "red" };

        public void Write(string path)
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using var session = new SqliteSession(connection);
            WriteSchema(session);
            AddInstance(session, 1, "running", ended: false);
            var seal = AddTurn(session, 1, place: 0, openTasks: 1, SealedHistory.Origin("running", 1),
            [
                new OrchestratorStarted(now),
                new ExecutionStarted(now, "Main", string.Empty, Input: null, Generation: 1),
                new TaskScheduled(now, 0, "Double", Version: null, "1", Tags: null),
                new OrchestratorCompleted(now),
            ]);
            AddTurn(session, 1, place: 4, openTasks: 1, seal,
            [
                new OrchestratorStarted(now),
                new TaskCompleted(now, 0, "2"),
                new TaskScheduled(now, 1, "Double", Version: null, "10", Tags: null),
                new TimerCreated(now, 2, now.AddMinutes(1)),
                new OrchestratorCompleted(now),
            ]);
            session.Execute("INSERT INTO timers VALUES (1, 1, 2, ?1)", now.AddMinutes(1).Ticks);
            session.Execute("INSERT INTO inbox VALUES (1, 1, 0, ?1)", HistoryJson.Write(new EventRaised(now, "E", "300")));

            AddInstance(session, 2, "ended", ended: true);
            AddTurn(session, 2, place: 0, openTasks: 0, SealedHistory.Origin("ended", 1),
            [
                new OrchestratorStarted(now),
                new ExecutionStarted(now, "Main", string.Empty, Input: null, Generation: 1, Tags: Red),
                new ExecutionCompleted(now, OrchestrationRuntimeStatus.Completed, "7", Failure: null),
                new OrchestratorCompleted(now),
            ]);
            session.Execute("INSERT INTO tags VALUES ('team', 'red', 2)");
            if (schema >= 3)
            {
                session.Execute("INSERT INTO entities (entity_id, state, modified_at) VALUES ('@counter@a', '5', ?1)", now.Ticks);
                session.Execute(
                    "INSERT INTO entity_queue VALUES (1, '@counter@a', NULL, ?1)",
                    EntityJson.Write(new EntityOperationMessage("add", "3")));
            }
        }

        private void WriteSchema(SqliteSession session)
        {
            const string prefix = "Slipway.LocalHost.Storage.Migrations.";
            var assembly = typeof(DurableEngine).Assembly;
            var scripts = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Take(schema);
            foreach (var name in scripts)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                session.ExecuteScript(reader.ReadToEnd());
            }

            session.Execute($"PRAGMA application_id = {0x534C5750}");
            session.Execute($"PRAGMA user_version = {schema}");
        }

        private void AddInstance(SqliteSession session, long key, string id, bool ended) => session.Execute(
            """
            INSERT INTO instances (key, instance_id, name, version, status, generation, output, tags, created_at, updated_at, completed_at)
            VALUES (?1, ?2, 'Main', '', ?3, 1, ?4, ?5, ?6, ?6, ?7)
            """,
            key,
            id,
            ended ? 1 : 0,
            ended ? "7" : null,
            ended ? """{"team":"red"}""" : null,
            now.Ticks,
            ended ? now.Ticks : (long?)null);

        private string AddTurn(
            SqliteSession session, long key, int place, int openTasks, string seal, IReadOnlyList<StoredEvent> events)
        {
            var (lines, last) = SealedHistory.Write(events, seal);
            if (schema < 4)
            {
                session.Execute(
                    "INSERT INTO turns (id, count, open_tasks, updated_at, seal, events) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (key << 24) + place,
                    events.Count,
                    openTasks,
                    now.Ticks,
                    last,
                    lines);
            }
            else
            {
                session.Execute(
                    """
                    INSERT INTO turns (instance_key, sequence, count, open_tasks, updated_at, seal, events)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                    """,
                    key,
                    place,
                    events.Count,
                    openTasks,
                    now.Ticks,
                    last,
                    lines);
            }

            return last;
        }
    }
}
