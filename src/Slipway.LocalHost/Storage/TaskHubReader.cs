using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>Reads what has been committed, from any thread, beside the writer.</summary>
internal sealed class TaskHubReader(TaskHubDatabase database, string hubName) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    public InstanceRow? ReadInstance(string instanceId, bool withPayloads) =>
        Read(session => withPayloads
            ? session.ReadOne($"SELECT {InstanceReading.Full} FROM instances WHERE instance_id = $0", InstanceReading.ReadFull, instanceId)
            : session.ReadOne(
                $"SELECT {InstanceReading.Head} FROM instances WHERE instance_id = $0", InstanceReading.ReadHead, instanceId));

    /// <summary>An instance with its history, as of one moment; null when it is gone.</summary>
    public (InstanceRow Instance, List<HistoryEvent> History)? ReadForReplay(long key) =>
        Read<(InstanceRow, List<HistoryEvent>)?>(session =>
        {
            session.Execute("BEGIN");
            try
            {
                var instance = session.ReadOne(
                    $"SELECT {InstanceReading.Full} FROM instances WHERE key = $0", InstanceReading.ReadFull, key);
                return instance is null ? null : (instance, ReadHistory(session, key));
            }
            finally
            {
                session.Execute("COMMIT");
            }
        });

    /// <summary>The history of an instance's current generation; null when there is no such instance.</summary>
    public List<HistoryEvent>? ReadHistory(string instanceId) =>
        ReadInstance(instanceId, withPayloads: false) is { } instance ? Read(session => ReadHistory(session, instance.Key)) : null;

    public List<InstanceRow> List(InstanceFilter filter)
    {
        const string where =
            """
            FROM instances
            WHERE key > $0 AND created_at BETWEEN $1 AND $2 AND instr($3, ',' || status || ',') > 0
              AND ($4 IS NULL OR substr(instance_id, 1, length($4)) = $4)
              AND ($5 IS NULL OR completed_at >= $5) AND ($6 IS NULL OR completed_at <= $6)
            ORDER BY key LIMIT $7
            """;
        return Read(session => session.ReadAll<InstanceRow>(
            $"SELECT {(filter.WithPayloads ? InstanceReading.Full : InstanceReading.Head)} {where}",
            filter.WithPayloads ? InstanceReading.ReadFull : InstanceReading.ReadHead,
            filter.AfterKey,
            (filter.CreatedFrom ?? DateTime.MinValue).Ticks,
            (filter.CreatedTo ?? DateTime.MaxValue).Ticks,
            InstanceReading.StatusList([.. filter.Statuses]),
            filter.InstanceIdPrefix,
            filter.CompletedFrom?.Ticks,
            filter.CompletedTo?.Ticks,
            filter.Limit));
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private static List<HistoryEvent> ReadHistory(SqliteSession session, long key) =>
        session.ReadAll(
            "SELECT event FROM history WHERE instance_key = $0 ORDER BY sequence",
            reader => HistoryJson.ReadEvent(reader.GetString(0)),
            key);

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (_closed)
        {
            throw new TaskHubClosedException(hubName);
        }

        if (!_idle.TryTake(out var session))
        {
            session = database.ConnectReader();
        }

        try
        {
            var result = read(session);
            _idle.Add(session);
            return result;
        }
        catch (SqliteException exception)
        {
            session.Dispose();
            throw TaskHubDatabase.IsCorruption(exception)
                ? new TaskHubCorruptException(database.Path, $"SQLite says: {exception.Message}", exception)
                : new TaskHubStorageException(database.Path, exception);
        }
        finally
        {
            if (_closed)
            {
                Dispose();
            }
        }
    }
}
