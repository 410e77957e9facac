using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Storage;

/// <summary>SQLite's log begins anew while the engine works, so that it does not grow for good.</summary>
public sealed class LogCheckpointTests
{
    private const int CheckpointPages = 20;
    private const int MostInstances = 10_000;

    // Where the log's header says how often it has begun anew (SQLite's file format, 4.1).
    private const int SequenceOffset = 12;

    [Fact]
    public async Task The_log_begins_anew_while_work_goes_on()
    {
        await using var hub = await StartAsync(probe: null);

        await RunUntilTheLogBeginsAnewAsync(hub);
        await RunUntilTheLogBeginsAnewAsync(hub);
    }

    [Fact]
    public async Task A_copy_of_the_log_that_fails_is_made_later()
    {
        var failing = new FirstCheckpointsFail(3);
        await using var hub = await StartAsync(failing);

        await RunUntilTheLogBeginsAnewAsync(hub);

        Assert.Equal(0, failing.Left);
        Assert.Contains(hub.Log.Lines, line => line.Contains("log could not be copied", StringComparison.Ordinal));
    }

    private static Task<TestHub> StartAsync(StoreProbe? probe) => TestHub.StartAsync(
        catalog => catalog.Orchestrator("Main", context => Task.FromResult(context.GetInput<object>())),
        options => options with { CheckpointPages = CheckpointPages, StoreProbe = probe });

    private static async Task RunUntilTheLogBeginsAnewAsync(TestHub hub)
    {
        var sequence = await SequenceAsync(hub);
        var instances = 0;
        while (await SequenceAsync(hub) == sequence)
        {
            Assert.True(++instances <= MostInstances, $"{MostInstances} instances have ended, and the log goes on.");
            var id = await hub.StartInstanceAsync("Main", instances);
            Assert.Equal(instances, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
        }
    }

    private static async Task<uint> SequenceAsync(TestHub hub)
    {
        var header = new byte[32];
        await using var log = new FileStream(
            Path.Combine(hub.Folder, "taskhub.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return await log.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) < header.Length
            ? 0
            : BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(SequenceOffset));
    }

    private sealed class FirstCheckpointsFail(int count) : StoreProbe
    {
        private const int IoError = 10;

        private int _left = count;

        public int Left => Volatile.Read(ref _left);

        public override void Before(string sql)
        {
            if (sql.Contains("wal_checkpoint", StringComparison.Ordinal) && Left > 0)
            {
                Interlocked.Decrement(ref _left);
                throw new SqliteException("disk I/O error (simulated)", IoError);
            }
        }
    }
}
