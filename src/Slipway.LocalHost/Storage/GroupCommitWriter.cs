using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// The one thread that writes. It takes what has come since its last commit as one group and commits it with one flush to disk; only
/// then do the operations' callers and the engine hear of it.
/// </summary>
/// <remarks>
/// Each operation of a group has its own savepoint: one that throws is undone and refused alone. When the store itself fails, the
/// whole group is rolled back and its operations are tried one by one; callers get the error, and the engine's own operations are
/// tried again, with a delay that doubles up to <see cref="MaxRetryDelay"/>.
/// </remarks>
internal sealed partial class GroupCommitWriter
{
    private const int MaxGroupSize = 256;
    private const int MaxQueued = 100_000;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);

    private readonly TaskHubDatabase _database;
    private readonly SqliteSession _session;
    private readonly TaskHubTables _tables;
    private readonly string _hubName;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<CommitEffects> _publish;
    private readonly BlockingCollection<Queued> _queue = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _aborted;
    private long _operations;
    private long _commits;

    public GroupCommitWriter(
        TaskHubDatabase database, string hubName, TimeProvider time, ILogger<GroupCommitWriter> logger, Action<CommitEffects> publish)
    {
        _database = database;
        _hubName = hubName;
        _time = time;
        _logger = logger;
        _publish = publish;
        _session = database.ConnectWriter();
        _tables = new TaskHubTables(_session);
        new Thread(Run) { IsBackground = true, Name = $"task hub writer ({hubName})" }.Start();
    }

    /// <summary>Called on the writer's thread after each commit and its effects.</summary>
    public Action? GroupCommitted { get; set; }

    /// <summary>How many commits there were, and how many operations they held.</summary>
    public (long Commits, long Operations) Counts => (Interlocked.Read(ref _commits), Interlocked.Read(ref _operations));

    /// <summary>The connection that writes; for tests that make the disk full.</summary>
    internal SqliteSession Session => _session;

    /// <summary>Queues an operation. It hears of its end by its own members; after the writer closed it fails at once.</summary>
    public void Submit(WriteOperation operation)
    {
        if (!operation.MustSucceed && _queue.Count >= MaxQueued)
        {
            operation.Failed(new TaskHubException(
                $"The task hub '{_hubName}' has {MaxQueued} writes waiting, the most it takes. Try again when it has caught up."));
            return;
        }

        Enqueue(new Queued(operation, Attempts: 0));
    }

    /// <summary>Writes what is queued, then stops and closes the connection.</summary>
    public Task CloseAsync()
    {
        _queue.CompleteAdding();
        return _stopped.Task;
    }

    /// <summary>Stops as a crash would: what has not been committed has not happened.</summary>
    public Task AbortAsync()
    {
        _aborted = true;
        _queue.CompleteAdding();
        return _stopped.Task;
    }

    private void Enqueue(Queued queued)
    {
        try
        {
            _queue.Add(queued);
        }
        catch (InvalidOperationException)
        {
            queued.Operation.Failed(new TaskHubClosedException(_hubName));
        }
    }

    private void Run()
    {
        var group = new List<Queued>(MaxGroupSize);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroupSize && _queue.TryTake(out var next))
            {
                group.Add(next);
            }

            if (_aborted)
            {
                group.ForEach(queued => queued.Operation.Failed(new TaskHubClosedException(_hubName)));
            }
            else
            {
                Commit(group);
            }

            group.Clear();
        }

        _session.Dispose();
        _stopped.SetResult();
    }

    private void Commit(List<Queued> group)
    {
        List<Written> written;
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            written = group.ConvertAll(queued => Write(queued.Operation));
            _session.Execute("COMMIT");
        }
        catch (SqliteException exception)
        {
            RollBack();
            if (group.Count > 1)
            {
                LogGroupFailed(exception, group.Count);
                group.ForEach(queued => Commit([queued]));
            }
            else
            {
                Fail(group[0], exception);
            }

            return;
        }

        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _operations, group.Count);
        written.ForEach(Announce);
        GroupCommitted?.Invoke();
    }

    private Written Write(WriteOperation operation)
    {
        var effects = new CommitEffects();
        _session.Execute("SAVEPOINT operation");
        try
        {
            operation.Write(_tables, effects);
        }
        catch (Exception exception) when (exception is not SqliteException sqlite || !IsStoreFailure(sqlite))
        {
            _session.Execute("ROLLBACK TO operation");
            _session.Execute("RELEASE operation");
            return new Written(operation, effects, exception);
        }

        _session.Execute("RELEASE operation");
        return new Written(operation, effects, Refusal: null);
    }

    // SQLITE_CONSTRAINT, TOOBIG, MISMATCH and RANGE are about one statement; everything else is about the store.
    private static bool IsStoreFailure(SqliteException exception) => exception.SqliteErrorCode is not (18 or 19 or 20 or 25);

    private void Announce(Written written)
    {
        try
        {
            if (written.Refusal is { } refusal)
            {
                written.Operation.Failed(refusal);
                return;
            }

            _publish(written.Effects);
            written.Operation.Committed();
        }
        catch (Exception exception)
        {
            // The write is on disk, so the writer must go on; a restart recovers whatever this announcement should have begun.
            LogAnnouncementFailed(exception, written.Operation.GetType().Name);
        }
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back: it does so itself for a full disk and for I/O errors.
        }
    }

    private void Fail(Queued queued, SqliteException exception)
    {
        if (!queued.Operation.MustSucceed || _queue.IsAddingCompleted)
        {
            queued.Operation.Failed(
                TaskHubDatabase.IsCorruption(exception)
                    ? new TaskHubCorruptException(_database.Path, $"SQLite says: {exception.Message}", exception)
                    : new TaskHubStorageException(_database.Path, exception));
            return;
        }

        var delay = TimeSpan.FromTicks(Math.Min(FirstRetryDelay.Ticks << Math.Min(queued.Attempts, 16), MaxRetryDelay.Ticks));
        _ = RetryAsync(queued with { Attempts = queued.Attempts + 1 }, delay);
        LogWillRetry(exception, queued.Operation.GetType().Name, delay);
    }

    private async Task RetryAsync(Queued queued, TimeSpan delay)
    {
        await Task.Delay(delay, _time).ConfigureAwait(false);
        Enqueue(queued);
    }

    private readonly record struct Queued(WriteOperation Operation, int Attempts);

    private readonly record struct Written(WriteOperation Operation, CommitEffects Effects, Exception? Refusal);
}
