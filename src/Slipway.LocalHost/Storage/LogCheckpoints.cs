using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// Copies what SQLite's log holds into the database file (a checkpoint), so that the log begins anew instead of growing. SQLite would do so
/// within a commit, which then takes many times as long as the others.
/// </summary>
/// <remarks>
/// A thread of its own copies while the writer goes on. What was committed meanwhile is little, and the writer copies it between two
/// commits: only when nothing is left in the log does SQLite begin it anew. A checkpoint that fails is tried again some commits later;
/// the log is whole without it.
/// </remarks>
internal sealed partial class LogCheckpoints
{
    private const string Checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";

    private readonly SqliteSession _writer;
    private readonly SqliteSession _copier;
    private readonly int _pages;
    private readonly ILogger _logger;
    private readonly Action _wake;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _begunAt;
    private volatile State _state;
    private volatile bool _closed;

    /// <param name="database">The database.</param>
    /// <param name="writer">The connection that writes.</param>
    /// <param name="pages">After how many pages in the log they are copied.</param>
    /// <param name="scheduler">Runs the thread.</param>
    /// <param name="hubName">The task hub, for the thread's name.</param>
    /// <param name="logger">Where failures go.</param>
    public LogCheckpoints(
        TaskHubDatabase database, SqliteSession writer, int pages, EngineScheduler scheduler, string hubName, ILogger logger)
    {
        _writer = writer;
        _pages = pages;
        _logger = logger;
        writer.Execute("PRAGMA wal_autocheckpoint = 0");
        _copier = database.ConnectWriter();
        _wake = scheduler.StartLoop($"task hub checkpoints ({hubName})", Run);
    }

    private enum State
    {
        Idle,
        Copying,
        Copied,
    }

    /// <summary>To be called on the writer's thread, after a commit and its effects.</summary>
    public void Committed()
    {
        if (_state == State.Copied)
        {
            _begunAt = _writer.PagesWritten;
            TryCopy(_writer);
            _state = State.Idle;
        }
        else if (_state == State.Idle && _writer.PagesWritten - _begunAt >= _pages)
        {
            _state = State.Copying;
            _wake();
        }
    }

    /// <summary>Ends the thread and closes its connection.</summary>
    public Task CloseAsync()
    {
        _closed = true;
        _wake();
        return _stopped.Task;
    }

    private bool Run()
    {
        if (_closed)
        {
            _copier.Dispose();
            _stopped.SetResult();
            return false;
        }

        TryCopy(_copier);
        _state = State.Copied;
        return true;
    }

    private void TryCopy(SqliteSession session)
    {
        try
        {
            session.Execute(Checkpoint);
        }
        catch (SqliteException exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store's log could not be copied into the database; it is tried again later.")]
    private partial void LogFailed(Exception exception);
}
