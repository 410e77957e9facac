using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// The one that writes. It takes what has come since its last commit as one group and commits it with one flush to disk; only then do
/// the operations' callers and the engine hear of it.
/// </summary>
/// <remarks>
/// Whoever brings an operation while nothing is being written may write it at once, on his own thread
/// (<see cref="SubmitAndWrite"/>): that saves the lone workflow two thread switches a step. What comes meanwhile is left to the
/// writer's own thread. When the store fails, the whole group is rolled back and its operations are tried one by one; callers get the
/// error, and the engine's own operations are tried again, with a delay that doubles up to <see cref="MaxRetryDelay"/>.
/// </remarks>
internal sealed partial class GroupCommitWriter
{
    private const int MaxGroupSize = 512;
    private const int MaxQueued = 100_000;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);

    private readonly TaskHubDatabase _database;
    private readonly SqliteSession _session;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly TaskHubTables _tables;
    private readonly LogCheckpoints _checkpoints;
    private readonly string _hubName;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<CommitEffects> _publish;
    private readonly EngineScheduler _scheduler;
    private readonly Lock _lock = new();
    private readonly Queue<Queued> _queue = new();
    private readonly List<Queued> _group = new(MaxGroupSize);
    private readonly Action _wake;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;
    private bool _writing;
    private volatile bool _aborted;
    private long _operations;
    private long _commits;

    public GroupCommitWriter(
        TaskHubDatabase database,
        string hubName,
        TimeProvider time,
        ILogger<GroupCommitWriter> logger,
        Action<CommitEffects> publish,
        EngineScheduler scheduler,
        int checkpointPages)
    {
        _database = database;
        _hubName = hubName;
        _time = time;
        _logger = logger;
        Health = new StoreHealth(time, logger);
        _publish = publish;
        _scheduler = scheduler;
        _session = database.ConnectWriter();
        try
        {
            _begin = _session.Prepare("BEGIN IMMEDIATE");
            _commit = _session.Prepare("COMMIT");
            _tables = new TaskHubTables(_session);
            _checkpoints = new LogCheckpoints(database, _session, checkpointPages, scheduler, hubName, logger);
        }
        catch
        {
            _session.Dispose();
            throw;
        }

        LastKey = _tables.LastKey;
        LastCreation = _tables.LastCreation;
        _wake = scheduler.StartLoop($"task hub writer ({hubName})", Run);
    }

    /// <summary>Called after each commit and its effects.</summary>
    public Action? GroupCommitted { get; set; }

    /// <summary>Whether the last write went well.</summary>
    public StoreHealth Health { get; }

    /// <summary>Counts the operations that are neither committed nor refused; null when nobody asks.</summary>
    public WorkCounter? Work { get; init; }

    /// <summary>The highest instance key when the writer was opened.</summary>
    public long LastKey { get; }

    /// <summary>The latest creation of an instance when the writer was opened.</summary>
    public DateTime LastCreation { get; }

    /// <summary>How many commits there were, and how many operations they held.</summary>
    public (long Commits, long Operations) Counts => (Interlocked.Read(ref _commits), Interlocked.Read(ref _operations));

    /// <summary>The connection that writes; for tests that make the disk full.</summary>
    internal SqliteSession Session => _session;

    /// <summary>Queues an operation. It hears of its end by its own members; after the writer closed it fails at once.</summary>
    public void Submit(WriteOperation operation)
    {
        if (Enqueue(new Queued(operation, Attempts: 0)))
        {
            _wake();
        }
    }

    /// <summary>
    /// Queues an operation, and writes it at once when nothing is being written. The calling thread must be one that may wait for the disk
    /// and that holds no lock.
    /// </summary>
    public void SubmitAndWrite(WriteOperation operation)
    {
        if (!_scheduler.MayRunInline)
        {
            Submit(operation);
        }
        else if (Enqueue(new Queued(operation, Attempts: 0)))
        {
            WriteGroup();
        }
    }

    /// <summary>Writes what is queued, then stops and closes the connection.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _wake();
        return Task.WhenAll(_stopped.Task, _checkpoints.CloseAsync());
    }

    /// <summary>Stops as a crash would: what has not been committed has not happened.</summary>
    public Task AbortAsync()
    {
        _aborted = true;
        return CloseAsync();
    }

    private bool Enqueue(Queued queued)
    {
        var operation = queued.Operation;
        Exception refusal;
        lock (_lock)
        {
            if (_closed)
            {
                refusal = new TaskHubClosedException(_hubName);
            }
            else if (!operation.MustSucceed && _queue.Count >= MaxQueued)
            {
                refusal = new TaskHubException(
                    $"The task hub '{_hubName}' has {MaxQueued} writes waiting, the most it takes. Try again when it has caught up.");
            }
            else
            {
                _queue.Enqueue(queued);
                Work?.Begin();
                return true;
            }
        }

        operation.Failed(refusal);
        return false;
    }

    /// <summary>Writes what is queued; false when that was the last of it.</summary>
    private bool Run()
    {
        WriteGroup();
        if (!IsDrained())
        {
            return true;
        }

        _session.Dispose();
        _stopped.SetResult();
        return false;
    }

    private bool IsDrained()
    {
        lock (_lock)
        {
            return _closed && !_writing && _queue.Count == 0;
        }
    }

    /// <summary>Writes one group, unless another thread is writing; then that one sees to it that the rest is written.</summary>
    private void WriteGroup()
    {
        lock (_lock)
        {
            if (_writing)
            {
                return;
            }

            _writing = true;
            while (_group.Count < MaxGroupSize && _queue.TryDequeue(out var next))
            {
                _group.Add(next);
            }
        }

        if (_aborted)
        {
            _group.ForEach(queued => queued.Operation.Failed(new TaskHubClosedException(_hubName)));
        }
        else if (_group.Count > 0)
        {
            Commit(_group);
        }

        var written = _group.Count;
        _group.Clear();
        bool more;
        lock (_lock)
        {
            _writing = false;
            more = _queue.Count > 0 || _closed;
        }

        if (more)
        {
            _wake();
        }

        Work?.End(written);
    }

    private void Commit(List<Queued> group)
    {
        var effects = new CommitEffects();
        List<(WriteOperation Operation, Exception Refusal)>? refused = null;
        var begun = _time.GetTimestamp();
        var changes = _session.Changes;
        try
        {
            _begin.Execute();
            foreach (var (operation, _) in group)
            {
                if (Write(operation, effects) is { } refusal)
                {
                    (refused ??= []).Add((operation, refusal));
                }
            }

            _commit.Execute();
        }
        catch (Exception exception)
        {
            RollBack();
            group.ForEach(queued => queued.Operation.RolledBack());
            if (group.Count > 1)
            {
                LogGroupFailed(exception, group.Count);
                foreach (var queued in group)
                {
                    Commit([queued]);
                }
            }
            else
            {
                Fail(group[0], exception);
            }

            return;
        }

        Health.Committed(_session.Changes - changes);
        EngineMeter.Commits.Record(_time.GetElapsedTime(begun).TotalSeconds);
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _operations, group.Count);
        foreach (var (operation, _) in group)
        {
            var refusal = refused?.Find(entry => ReferenceEquals(entry.Operation, operation)).Refusal;
            Announce(operation.GetType().Name, () => End(operation, refusal));
        }

        Announce(nameof(CommitEffects), () => _publish(effects));
        group.ForEach(queued => queued.Operation.Published());
        GroupCommitted?.Invoke();
        _checkpoints.Committed();
    }

    /// <summary>Writes one operation. Why it was refused is the answer, else null.</summary>
    private Exception? Write(WriteOperation operation, CommitEffects effects)
    {
        if (!operation.MayRefuse)
        {
            operation.Write(_tables, effects);
            return null;
        }

        var own = new CommitEffects();
        _session.Execute("SAVEPOINT operation");
        try
        {
            operation.Write(_tables, own);
        }
        catch (Exception exception) when (exception is not SqliteException sqlite || !IsStoreFailure(sqlite))
        {
            _session.Execute("ROLLBACK TO operation");
            _session.Execute("RELEASE operation");
            return exception;
        }

        _session.Execute("RELEASE operation");
        effects.Add(own);
        return null;
    }

    // SQLITE_CONSTRAINT, TOOBIG, MISMATCH and RANGE are about one statement; everything else is about the store.
    private static bool IsStoreFailure(SqliteException exception) => exception.SqliteErrorCode is not (18 or 19 or 20 or 25);

    private static void End(WriteOperation operation, Exception? refusal)
    {
        if (refusal is null)
        {
            operation.Committed();
        }
        else
        {
            operation.Failed(refusal);
        }
    }

    private void Announce(string what, Action announce)
    {
        try
        {
            announce();
        }
        catch (Exception exception)
        {
            // The write is on disk, so the writer must go on; a restart recovers whatever this announcement should have begun.
            LogAnnouncementFailed(exception, what);
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

    private void Fail(Queued queued, Exception exception)
    {
        Health.Failed(exception);
        var isStoreFailure = exception is SqliteException;
        if (!isStoreFailure || !queued.Operation.MustSucceed || _aborted || IsClosed())
        {
            queued.Operation.Failed(exception switch
            {
                SqliteException sqlite when TaskHubDatabase.IsCorruption(sqlite) =>
                    new TaskHubCorruptException(_database.Path, $"SQLite says: {sqlite.Message}", sqlite),
                SqliteException => new TaskHubStorageException(_database.Path, exception),
                _ => exception,
            });
            return;
        }

        var delay = TimeSpan.FromTicks(Math.Min(FirstRetryDelay.Ticks << Math.Min(queued.Attempts, 16), MaxRetryDelay.Ticks));
        _ = RetryAsync(queued with { Attempts = queued.Attempts + 1 }, delay);
        LogWillRetry(exception, queued.Operation.GetType().Name, delay);
    }

    private bool IsClosed()
    {
        lock (_lock)
        {
            return _closed;
        }
    }

    private async Task RetryAsync(Queued queued, TimeSpan delay)
    {
        await Task.Delay(delay, _time).ConfigureAwait(false);
        if (Enqueue(queued))
        {
            _wake();
        }
    }

    private readonly record struct Queued(WriteOperation Operation, int Attempts);
}
