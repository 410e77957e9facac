using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Storage;

public sealed class TaskHubStoreTests
{
    [Fact]
    public async Task A_hub_that_is_open_is_refused_to_another_by_the_owners_process_id()
    {
        await using var hub = await TestHub.StartAsync(_ => { });

        var error = Assert.Throws<TaskHubLockedException>(() => TaskHubLock.Acquire(hub.Folder));

        Assert.Equal(Environment.ProcessId, error.OwnerProcessId);
        Assert.Contains($"in use by process {Environment.ProcessId}", error.Message);
        Assert.Contains("stop that process", error.Message);
    }

    [Fact]
    public async Task The_lock_ends_with_its_holder()
    {
        await using var hub = await TestHub.StartAsync(_ => { });
        await hub.Engine.StopAsync(CancellationToken.None);

        TaskHubLock.Acquire(hub.Folder).Dispose();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        await using var hub = await TestHub.StartAsync(_ => { });
        await hub.Engine.StopAsync(CancellationToken.None);
        var path = DeleteDatabase(hub);
        var garbage = new string('x', 10_000);
        await File.WriteAllTextAsync(path, garbage);

        var error = await Assert.ThrowsAsync<TaskHubCorruptException>(() => hub.OpenAsync());

        Assert.Contains(path, error.Message);
        Assert.Contains("Restore it from a backup, or move the file away", error.Message);
        Assert.Equal(garbage, await File.ReadAllTextAsync(path));
        File.Delete(path);
        await hub.OpenAsync();
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => Task.FromResult(context.GetInput<object>())));
        for (var i = 0; i < 20; i++)
        {
            await hub.EndOfAsync(await hub.StartInstanceAsync("Main", new string('x', 2_000)));
        }

        await hub.Engine.StopAsync(CancellationToken.None);
        var path = Path.Combine(hub.Folder, "taskhub.db");
        await using (var file = File.OpenWrite(path))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[(int)file.Length - 8192]);
        }

        await Assert.ThrowsAsync<TaskHubCorruptException>(() => hub.OpenAsync());

        DeleteDatabase(hub);
        await hub.OpenAsync();
    }

    [Fact]
    public async Task A_database_of_another_application_is_refused_and_left_as_it_is()
    {
        await using var hub = await TestHub.StartAsync(_ => { });
        await hub.Engine.StopAsync(CancellationToken.None);
        var path = DeleteDatabase(hub);
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (x)";
            command.ExecuteNonQuery();
        }

        var before = await File.ReadAllBytesAsync(path);
        var error = await Assert.ThrowsAsync<TaskHubCorruptException>(() => hub.OpenAsync());

        Assert.Contains("another application", error.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
        DeleteDatabase(hub);
        await hub.OpenAsync();
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using var hub = await TestHub.StartAsync(_ => { });
        hub.Engine.Writer.Session.Execute("PRAGMA user_version = 999");
        await hub.Engine.StopAsync(CancellationToken.None);

        var error = await Assert.ThrowsAsync<TaskHubCorruptException>(() => hub.OpenAsync());

        Assert.Contains("newer version", error.Message);
        DeleteDatabase(hub);
        await hub.OpenAsync();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        await using var hub = await TestHub.StartAsync(_ => { });
        var file = Path.Combine(hub.Folder, "a-file");
        await File.WriteAllTextAsync(file, "");

        var error = await Assert.ThrowsAsync<TaskHubStorageException>(() => LocalHost.Durable.DurableEngine.OpenAsync(
            hub.Options with { DirectoryPath = Path.Combine(file, "hub") },
            hub.Catalog,
            Microsoft.DurableTask.Converters.JsonDataConverter.Default,
            hub.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            CancellationToken.None));

        Assert.Contains(file, error.Message);
    }

    [Fact]
    public async Task On_a_full_disk_a_client_gets_an_error_and_the_engines_work_is_kept_and_goes_on()
    {
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Work"))
            .Activity<object>("Work", (_, _) => release.Task));
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<global::DurableTask.Core.History.TaskScheduledEvent>(id);

        // SQLite takes the number of pages it has as the least limit, so from here on any growth is a full disk.
        hub.Engine.Writer.Session.Execute("PRAGMA max_page_count = 1");
        var error = await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.StartInstanceAsync("Main", new string('x', 100_000)));
        release.SetResult(new string('y', 100_000));
        await hub.UntilLoggedAsync("is kept and tried again");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        hub.Engine.Writer.Session.Execute("PRAGMA max_page_count = 1000000");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        var end = await hub.EndOfAsync(id);

        Assert.Contains("could not be written or read", error.Message);
        Assert.Equal(100_000, end.ReadOutputAs<string>()!.Length);
        Assert.Equal(1, hub.Catalog.Runs["Work"]);
    }

    [Fact]
    public async Task Writes_that_come_together_are_committed_together()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));
        using var hold = new ManualResetEventSlim();
        hub.Engine.Writer.Submit(new BlockingOperation(hold));
        var before = hub.Engine.Writer.Counts;

        var starts = Enumerable.Range(0, 100).Select(i => hub.StartInstanceAsync("Main", id: $"i{i}")).ToArray();
        hold.Set();
        await Task.WhenAll(starts);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => hub.EndOfAsync($"i{i}")));
        var after = hub.Engine.Writer.Counts;

        Assert.Equal(101, after.Operations - before.Operations);
        Assert.True(after.Commits - before.Commits < 50, $"{after.Commits - before.Commits} commits are not groups");
    }

    [Fact]
    public async Task One_refused_write_does_not_touch_the_others_of_its_group()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("never")));
        using var hold = new ManualResetEventSlim();
        hub.Engine.Writer.Submit(new BlockingOperation(hold));

        Task<string>[] same = [hub.StartInstanceAsync("Main", id: "same"), hub.StartInstanceAsync("Main", id: "same")];
        var other = hub.StartInstanceAsync("Main", id: "other");
        hold.Set();
        await other;
        await Task.WhenAll(same).ContinueWith(_ => { }, TaskScheduler.Default);

        var refused = Assert.Single(same, start => start.IsFaulted);
        Assert.IsType<global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException>(refused.Exception!.InnerException);
    }

    private static string DeleteDatabase(TestHub hub)
    {
        foreach (var file in Directory.GetFiles(hub.Folder, "taskhub.db*"))
        {
            File.Delete(file);
        }

        return Path.Combine(hub.Folder, "taskhub.db");
    }
}
