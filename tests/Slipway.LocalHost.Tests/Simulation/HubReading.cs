using Microsoft.Data.Sqlite;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>Reads a task hub's file beside the engine: what is on disk, not what the engine says.</summary>
internal sealed class HubReading : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteSession _session;

    /// <summary>Opens the file; one that a killed process left can be read only by who may recover its log.</summary>
    public HubReading(string folder, bool mayRecover = false)
    {
        var mode = mayRecover ? "ReadWrite" : "ReadOnly";
        _connection = new SqliteConnection($"Data Source={Path.Combine(folder, "taskhub.db")};Pooling=False;Mode={mode}");
        _connection.Open();
        _session = new SqliteSession(_connection);
    }

    public List<(long Key, string Id, int Status, int Generation, bool HasEnded)> Instances() => _session.ReadAll(
        "SELECT key, instance_id, status, generation, completed_at FROM instances",
        row => (row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), !row.IsNull(4)));

    /// <summary>All turns; an id is the instance's key and, in its lower 24 bits, the place of the first event.</summary>
    public List<(long Id, int Count, int OpenTasks, string? Seal)> Turns() => _session.ReadAll(
        "SELECT (instance_key << 24) + sequence, count, open_tasks, seal FROM turns ORDER BY instance_key, sequence",
        row => (row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetText(3)));

    public byte[] Lines(long turn) => _session.ReadAll(
        "SELECT events FROM turns WHERE instance_key = ?1 >> 24 AND sequence = ?1 & 16777215", row => row.GetUtf8(0).ToArray(), turn)[0];

    public InstanceRow Row(long key) => _session.ReadOne(
        $"SELECT {InstanceReading.Full} FROM instances WHERE key = ?1", InstanceReading.ReadFull, key)!;

    public InstanceRow? Row(string id) => _session.ReadOne(
        $"SELECT {InstanceReading.Full} FROM instances WHERE instance_id = ?1", InstanceReading.ReadFull, id);

    public StoredHistory History(long key) => HistoryReading.Read(_session, key);

    /// <summary>The external events that have arrived for an instance and that no turn has taken.</summary>
    public List<HistoryEvent> Inbox(long key) => _session.ReadAll(
        "SELECT event FROM inbox WHERE instance_key = ?1 ORDER BY id", row => HistoryJson.ReadEvent(row.GetUtf8(0)), key);

    public List<int> Timers(long key) => _session.ReadAll(
        "SELECT task_id FROM timers WHERE instance_key = ?1", row => row.GetInt32(0), key);

    /// <summary>The table that lists by tag are read from.</summary>
    public List<(long Key, string Name, string Value)> Tags() => _session.ReadAll(
        "SELECT instance_key, name, value FROM tags", row => (row.GetInt64(0), row.GetString(1), row.GetString(2)));

    /// <summary>Everything that waits for entities, in order.</summary>
    public List<EntityDelivery> EntityQueue() => _session.ReadAll(
        "SELECT id, entity_id, deliver_at, message FROM entity_queue ORDER BY id", EntityReading.ReadDelivery);

    public List<EntityRow> Entities() => _session.ReadAll($"SELECT {EntityReading.Columns} FROM entities", EntityReading.ReadRow);

    public long Count(string table) => _session.ReadInteger($"SELECT count(*) FROM {table}")!.Value;

    /// <summary>How many rows of a table belong to an instance that is not there.</summary>
    public long Orphans(string table, string column = "instance_key") =>
        _session.ReadInteger($"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT key FROM instances)")!.Value;

    public string? Check() => _session.ReadText("PRAGMA integrity_check");

    public void Dispose() => _session.Dispose();
}
