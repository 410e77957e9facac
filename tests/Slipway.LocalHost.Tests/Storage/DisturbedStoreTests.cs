using DurableTask.Core.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Storage;

/// <summary>What can happen to a task hub's folder from outside.</summary>
public sealed class DisturbedStoreTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_file_that_was_cut_off_is_refused_and_left_as_it_is(double kept)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => Task.FromResult(context.GetInput<object>())));
        for (var i = 0; i < 20; i++)
        {
            await hub.EndOfAsync(await hub.StartInstanceAsync("Main", new string('x', 2_000)));
        }

        await hub.Engine.StopAsync(CancellationToken.None);
        var path = Path.Combine(hub.Folder, "taskhub.db");
        var whole = await File.ReadAllBytesAsync(path);
        var cut = whole[..(int)(whole.Length * kept)];
        await File.WriteAllBytesAsync(path, cut);

        await Assert.ThrowsAsync<TaskHubCorruptException>(() => hub.OpenAsync());

        Assert.Equal(cut, await File.ReadAllBytesAsync(path));
        await File.WriteAllBytesAsync(path, whole);
        await hub.OpenAsync();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_of_the_store_not_of_another_process()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Not even root may make files there.
        var error = await Assert.ThrowsAsync<TaskHubStorageException>(() => DurableEngine.OpenAsync(
            new DurableEngineOptions { DirectoryPath = "/sys/kernel", HubName = "ReadOnly" },
            new TestCatalog(),
            JsonDataConverter.Default,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None));

        Assert.Contains("/sys/kernel", error.Message);
    }

    [Fact]
    public async Task A_file_that_may_only_be_read_is_an_error_of_the_store()
    {
        await using var hub = await TestHub.StartAsync(_ => { });
        await hub.Engine.StopAsync(CancellationToken.None);
        hub.Options = hub.Options with { StoreProbe = new ReadOnly() };

        await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.OpenAsync());

        hub.Options = hub.Options with { StoreProbe = null };
        await hub.OpenAsync();
    }

    [Fact]
    public async Task A_database_of_the_first_release_goes_on()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
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

        WriteFirstRelease(Path.Combine(hub.Folder, "taskhub.db"), hub.Clock.GetUtcNow().UtcDateTime);
        await hub.OpenAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
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
            new ExecutionCompleted(now, Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, "7", Failure: null),
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
        List<LocalHost.Durable.History.HistoryEvent> history)
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

    /// <summary>Refuses every write, as SQLite does when the file or its folder may only be read.</summary>
    private sealed class ReadOnly : StoreProbe
    {
        private const int ReadOnlyError = 8;

        public override void Before(string sql)
        {
            if (sql.StartsWith("PRAGMA journal_mode", StringComparison.Ordinal) || sql.StartsWith("BEGIN IMM", StringComparison.Ordinal))
            {
                throw new SqliteException("attempt to write a readonly database", ReadOnlyError);
            }
        }
    }
}
