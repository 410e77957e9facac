using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Storage;

/// <summary>Whether the store can be written, as its last write went. Its writer alone tells it; anyone may ask.</summary>
internal sealed partial class StoreHealth(TimeProvider time, ILogger logger)
{
    /// <summary>What to look at when a store cannot be written.</summary>
    public const string Advice =
        "Look whether its disk has space left, whether the host's user may write to its folder, and whether the disk is connected.";

    private volatile string? _failure;
    private DateTimeOffset _since;

    /// <summary>Since when writes fail, why, and what to look at; null while they do not.</summary>
    public string? Failure => _failure;

    /// <summary>A write failed. An error that is not SQLite's says nothing of the store, and does not count.</summary>
    public void Failed(Exception exception)
    {
        if (exception is not SqliteException)
        {
            return;
        }

        var isFirst = _failure is null;
        _since = isFirst ? time.GetUtcNow() : _since;
        _failure = $"Failed to persist workflow state: since {_since:u} the task hub cannot be written. {exception.Message} {Advice} "
            + "Work already accepted is kept and goes on by itself.";
        if (isFirst)
        {
            LogFailure(_failure);
        }
    }

    /// <summary>A commit ended well. One that changed no row has needed no room, so it says nothing.</summary>
    public void Committed(int changes)
    {
        if (changes != 0 && _failure is not null)
        {
            _failure = null;
            LogRecovery(_since);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Failure}")]
    private partial void LogFailure(string failure);

    [LoggerMessage(LogLevel.Information, "The task hub can be written again, as it could not since {Since:u}.")]
    private partial void LogRecovery(DateTimeOffset since);
}
