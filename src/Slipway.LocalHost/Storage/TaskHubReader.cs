using System.Collections.Concurrent;
using System.Text.Json;
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
            ? session.ReadOne($"SELECT {InstanceReading.Full} FROM instances WHERE instance_id = ?1", InstanceReading.ReadFull, instanceId)
            : session.ReadOne(
                $"SELECT {InstanceReading.Head} FROM instances WHERE instance_id = ?1", InstanceReading.ReadHead, instanceId));

    /// <summary>An instance with its payloads; null when it is gone.</summary>
    public InstanceRow? ReadInstance(long key) => Read(session => ReadInstance(session, key));

    /// <summary>An instance with its history, as of one moment; null when it is gone.</summary>
    public (InstanceRow Instance, StoredHistory History)? ReadForReplay(long key) =>
        Read<(InstanceRow, StoredHistory)?>(session =>
        {
            session.Execute("BEGIN");
            try
            {
                return ReadInstance(session, key) is { } instance ? (instance, HistoryReading.Read(session, key)) : null;
            }
            finally
            {
                session.Execute("COMMIT");
            }
        });

    /// <summary>An instance with its turns as they are stored, as of one moment; null when it is gone.</summary>
    public (InstanceRow Instance, List<StoredTurn> Turns)? ReadTurns(string instanceId) =>
        ReadInstance(instanceId, withPayloads: false) is not { Key: var key } ? null : Read<(InstanceRow, List<StoredTurn>)?>(session =>
        {
            session.Execute("BEGIN");
            try
            {
                return ReadInstance(session, key) is { } instance ? (instance, HistoryReading.ReadTurns(session, key)) : null;
            }
            finally
            {
                session.Execute("COMMIT");
            }
        });

    /// <summary>The history of an instance's current generation; null when there is no such instance.</summary>
    public List<HistoryEvent>? ReadHistory(string instanceId) =>
        ReadInstance(instanceId, withPayloads: false) is { } instance
            ? Read(session => HistoryReading.Read(session, instance.Key)).Events
            : null;

    /// <summary>An entity with its state; null when it has neither state nor lock.</summary>
    public EntityRow? ReadEntity(string entityId) => Read(session => EntityReading.Find(session, entityId));

    /// <summary>An entity with its state, and how much waits for it at a time; null when it has neither state nor lock.</summary>
    public EntityListing? ReadEntity(string entityId, DateTime now) => Read(session => EntityReading.Find(session, entityId, now));

    public List<EntityListing> List(EntityFilter filter, DateTime now) => Read(session => EntityReading.List(session, filter, now));

    /// <summary>Whether a timer has neither fired nor been taken back.</summary>
    public bool HasTimer(TimerRow timer) =>
        Read(session => session.ReadInteger(
            "SELECT 1 FROM timers WHERE instance_key = ?1 AND generation = ?2 AND task_id = ?3",
            timer.InstanceKey,
            timer.Generation,
            timer.TaskId)) is not null;

    /// <summary>The timers of an instance that have neither fired nor been taken back.</summary>
    public List<TimerRow> ReadTimers(long key) =>
        Read(session => session.ReadAll(
            "SELECT generation, task_id, fire_at FROM timers WHERE instance_key = ?1",
            row => new TimerRow(key, row.GetInt32(0), row.GetInt32(1), new DateTime(row.GetInt64(2), DateTimeKind.Utc)),
            key));

    /// <summary>Lists instances by key. Each state asked for is a question of its own, so that an index answers it.</summary>
    public List<InstanceRow> List(InstanceFilter filter) =>
        Read(session => filter.Statuses.Count == 0
            ? InstanceListing.Read(session, filter, status: null)
            : [.. filter.Statuses
                .Distinct()
                .SelectMany(status => InstanceListing.Read(session, filter, status))
                .OrderBy(row => row.Key)
                .Take(filter.Limit)]);

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private static InstanceRow? ReadInstance(SqliteSession session, long key) =>
        session.ReadOne($"SELECT {InstanceReading.Full} FROM instances WHERE key = ?1", InstanceReading.ReadFull, key);

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (_closed)
        {
            throw new TaskHubClosedException(hubName);
        }

        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
            {
                session = database.ConnectReader();
            }

            var result = read(session);
            _idle.Add(session);
            return result;
        }
        catch (SqliteException exception)
        {
            session?.Dispose();
            throw TaskHubDatabase.IsCorruption(exception)
                ? new TaskHubCorruptException(database.Path, $"SQLite says: {exception.Message}", exception)
                : new TaskHubStorageException(database.Path, exception);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            session?.Dispose();
            throw new TaskHubCorruptException(database.Path, $"Something in it cannot be read: {exception.Message}", exception);
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
