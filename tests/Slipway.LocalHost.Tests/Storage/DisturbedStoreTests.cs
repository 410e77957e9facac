using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
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
