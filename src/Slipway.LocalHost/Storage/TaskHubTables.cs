using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Storage;

/// <summary>The tables as the one writer sees them, within its transaction. It also hands out places in the inbox.</summary>
internal sealed class TaskHubTables
{
    private readonly SqliteSession _session;
    private readonly SqliteStatement _addInstance;
    private readonly SqliteStatement _updateInstance;
    private readonly SqliteStatement _addTurn;
    private long _lastInboxId;
    private long _firstInboxId;

    public TaskHubTables(SqliteSession session)
    {
        _session = session;
        Entities = new EntityTables(session);
        LastKey = Math.Max(session.ReadInteger("SELECT max(key) FROM instances") ?? 0, Entities.LastCaller());
        LastCreation = new DateTime(session.ReadInteger("SELECT max(created_at) FROM instances") ?? 0, DateTimeKind.Utc);
        _lastInboxId = Math.Max(0L, session.ReadInteger("SELECT max(id) FROM inbox") ?? 0);
        _firstInboxId = Math.Min(0L, session.ReadInteger("SELECT min(id) FROM inbox") ?? 0);
        _addInstance = session.Prepare(
            """
            INSERT INTO instances (key, instance_id, name, version, status, generation, input, output, custom_status, failure, parent,
                parent_key, tags, created_at, updated_at, completed_at, trace)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            ON CONFLICT (instance_id) DO NOTHING
            """);
        _updateInstance = session.Prepare(
            """
            UPDATE instances SET status = ?2, generation = ?3, version = ?4, input = ?5, output = ?6, custom_status = ?7, failure = ?8,
                updated_at = ?9, completed_at = ?10, trace = ?11
            WHERE key = ?1
            """);
        _addTurn = session.Prepare(
            """
            INSERT INTO turns (instance_key, sequence, count, open_tasks, updated_at, seal, events)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
    }

    /// <summary>The tables of entities.</summary>
    public EntityTables Entities { get; }

    /// <summary>The highest key when the writer was opened: of an instance, or of one that is gone and that an entity is to answer.</summary>
    public long LastKey { get; }

    /// <summary>The latest creation of an instance when the writer was opened.</summary>
    public DateTime LastCreation { get; }

    public InstanceRow? FindInstance(string instanceId) =>
        _session.ReadOne($"SELECT {InstanceReading.Head} FROM instances WHERE instance_id = ?1", InstanceReading.ReadHead, instanceId);

    public InstanceRow? FindInstance(long key) =>
        _session.ReadOne($"SELECT {InstanceReading.Head} FROM instances WHERE key = ?1", InstanceReading.ReadHead, key);

    /// <summary>An instance with its payloads; null when there is no such instance.</summary>
    public InstanceRow? ReadInstance(long key) =>
        _session.ReadOne($"SELECT {InstanceReading.Full} FROM instances WHERE key = ?1", InstanceReading.ReadFull, key);

    /// <summary>The history of an instance's current generation.</summary>
    public StoredHistory ReadHistory(long key) => HistoryReading.Read(_session, key);

    public List<InstanceRow> FindChildren(long parentKey) =>
        _session.ReadAll($"SELECT {InstanceReading.Head} FROM instances WHERE parent_key = ?1", InstanceReading.ReadHead, parentKey);

    public List<InstanceRow> FindEnded(DateTime? createdFrom, DateTime? createdTo, ISet<OrchestrationRuntimeStatus> statuses, int limit) =>
        _session.ReadAll(
            $"""
            SELECT {InstanceReading.Head} FROM instances
            WHERE created_at BETWEEN ?1 AND ?2 AND completed_at IS NOT NULL AND instr(?3, ',' || status || ',') > 0
            ORDER BY created_at LIMIT ?4
            """,
            InstanceReading.ReadHead,
            (createdFrom ?? DateTime.MinValue).Ticks,
            (createdTo ?? DateTime.MaxValue).Ticks,
            InstanceReading.StatusList(statuses),
            limit);

    /// <summary>The instances that ended before a moment in one of these states, the longest ago first.</summary>
    public List<InstanceRow> FindExpired(DateTime before, OrchestrationRuntimeStatus status, int limit) =>
        _session.ReadAll(
            $"""
            SELECT {InstanceReading.Head} FROM instances
            WHERE completed_at IS NOT NULL AND completed_at < ?1 AND status = ?2 ORDER BY completed_at LIMIT ?3
            """,
            InstanceReading.ReadHead,
            before.Ticks,
            (int)status,
            limit);

    /// <summary>Takes a mebibyte, more than a file is likely to have free, and gives it back: it fails where a payload would.</summary>
    public void TryRoom()
    {
        _session.Execute("INSERT INTO inbox (id, instance_key, generation, event) VALUES (?1, 0, 0, zeroblob(1048576))", _lastInboxId + 1);
        _session.Execute("DELETE FROM inbox WHERE id = ?1", _lastInboxId + 1);
    }

    /// <summary>Adds an instance; false when another has its id.</summary>
    public bool AddInstance(InstanceRow row)
    {
        var added = _addInstance.Execute(
            row.Key,
            row.InstanceId,
            row.Name,
            row.Version,
            (int)row.Status,
            row.Generation,
            row.Input,
            row.Output,
            row.CustomStatus,
            HistoryJson.Write(row.Failure),
            HistoryJson.Write(row.Parent),
            row.Parent?.Key,
            HistoryJson.Write(row.Tags),
            row.CreatedAt.Ticks,
            row.UpdatedAt.Ticks,
            row.CompletedAt?.Ticks,
            row.Trace) == 1;
        foreach (var (name, value) in added && row.Tags is { } tags ? tags : [])
        {
            _session.Execute("INSERT INTO tags (name, value, instance_key) VALUES (?1, ?2, ?3)", name, value, row.Key);
        }

        return added;
    }

    public void UpdateInstance(InstanceRow row) =>
        _updateInstance.Execute(
            row.Key,
            (int)row.Status,
            row.Generation,
            row.Version,
            row.Input,
            row.Output,
            row.CustomStatus,
            HistoryJson.Write(row.Failure),
            row.UpdatedAt.Ticks,
            row.CompletedAt?.Ticks,
            row.Trace);

    /// <summary>Says who waits for an instance now: the same parent, by another of its generations.</summary>
    public void SetParent(long key, ParentReference parent) =>
        _session.Execute("UPDATE instances SET parent = ?2 WHERE key = ?1", key, HistoryJson.Write(parent));

    /// <summary>Says on the row why a running instance does not go on.</summary>
    public void SetFailure(long key, Failure failure, DateTime updatedAt) =>
        _session.Execute(
            "UPDATE instances SET failure = ?2, updated_at = ?3 WHERE key = ?1", key, HistoryJson.Write(failure), updatedAt.Ticks);

    /// <summary>Removes an instance and all that is its own; false when there is no such instance.</summary>
    public bool RemoveInstance(long key)
    {
        RemoveTurns(key);
        RemoveInbox(key);
        RemoveTimers(key);
        _session.Execute("DELETE FROM tags WHERE instance_key = ?1", key);
        return _session.Execute("DELETE FROM instances WHERE key = ?1", key) == 1;
    }

    /// <summary>How many events the history of an instance's current generation has.</summary>
    public long CountEvents(long key) => _session.ReadInteger(
        "SELECT sequence + count FROM turns WHERE instance_key = ?1 ORDER BY sequence DESC LIMIT 1", key) ?? 0;

    /// <summary>The seal of the last event of an instance's current generation; null when there is none.</summary>
    public string? LastSeal(long key) => _session.ReadText(
        "SELECT seal FROM turns WHERE instance_key = ?1 ORDER BY sequence DESC LIMIT 1", key);

    public void AddTurn(TurnRow turn) =>
        _addTurn.Execute(
            turn.InstanceKey, turn.Sequence, turn.Count, turn.OpenTasks, turn.UpdatedAt.Ticks, turn.Seal, turn.Events);

    public void RemoveTurns(long key) =>
        _session.Execute("DELETE FROM turns WHERE instance_key = ?1", key);

    /// <summary>Adds a message behind those that wait, and gives its place.</summary>
    public long AddToInbox(long key, int generation, HistoryEvent value) => AddToInbox(++_lastInboxId, key, generation, value);

    /// <summary>Adds messages in front of those that wait, in their order, and gives the place of the first.</summary>
    public long AddToInboxFront(long key, int generation, IReadOnlyList<HistoryEvent> values)
    {
        _firstInboxId -= values.Count;
        var first = _firstInboxId;
        for (var i = 0; i < values.Count; i++)
        {
            AddToInbox(first + i, key, generation, values[i]);
        }

        return first;
    }

    public void RemoveFromInbox(long messageId) => _session.Execute("DELETE FROM inbox WHERE id = ?1", messageId);

    public void RemoveInbox(long key) => _session.Execute("DELETE FROM inbox WHERE instance_key = ?1", key);

    public void AddTimer(TimerRow timer) =>
        _session.Execute(
            "INSERT INTO timers (instance_key, generation, task_id, fire_at) VALUES (?1, ?2, ?3, ?4)",
            timer.InstanceKey,
            timer.Generation,
            timer.TaskId,
            timer.FireAt.Ticks);

    public void RemoveTimer(long key, int generation, int taskId) =>
        _session.Execute("DELETE FROM timers WHERE instance_key = ?1 AND generation = ?2 AND task_id = ?3", key, generation, taskId);

    public void RemoveTimers(long key) => _session.Execute("DELETE FROM timers WHERE instance_key = ?1", key);

    /// <summary>What has arrived and no turn has taken, in order.</summary>
    public List<Delivery> ReadInbox() =>
        _session.ReadAll(
            "SELECT id, instance_key, generation, event FROM inbox ORDER BY id",
            row => new Delivery(
                row.GetInt64(1), new Message(HistoryJson.ReadEvent(row.GetUtf8(3)), row.GetInt32(2)) { StoredAs = row.GetInt64(0) }));

    public List<TimerRow> ReadTimers() =>
        _session.ReadAll(
            "SELECT instance_key, generation, task_id, fire_at FROM timers",
            row => new TimerRow(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), new DateTime(row.GetInt64(3), DateTimeKind.Utc)));

    /// <summary>The instances that have not ended and have not taken their generation's first turn, nor wait for a time to start.</summary>
    public List<InstanceRow> ReadUnstarted() =>
        _session.ReadAll(
            $"""
            SELECT {InstanceReading.Full} FROM instances
            WHERE status <> 1 AND status IN (0, 6, 7) AND completed_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.instance_key = key)
              AND NOT EXISTS (SELECT 1 FROM timers s WHERE s.instance_key = key AND s.task_id = -1)
            """,
            InstanceReading.ReadFull);

    /// <summary>The activities without a result.</summary>
    public IEnumerable<TaskRow> ReadOpenTasks()
    {
        var instances = _session.ReadAll(
            $"""
            SELECT {InstanceReading.Head} FROM instances
            WHERE status <> 1 AND status IN (0, 6, 7) AND completed_at IS NULL AND 0 < (
                SELECT t.open_tasks FROM turns t WHERE t.instance_key = key ORDER BY t.sequence DESC LIMIT 1)
            """,
            InstanceReading.ReadHead);
        return instances.SelectMany(instance =>
        {
            var history = HistoryReading.Read(_session, instance.Key).Events;
            var ended = history.Select(TaskRow.EndedBy).ToHashSet();
            return history.OfType<TaskScheduled>().Where(task => !ended.Contains(task.TaskId)).Select(task => TaskRow.Of(task, instance));
        });
    }

    private long AddToInbox(long id, long key, int generation, HistoryEvent value)
    {
        _session.Execute(
            "INSERT INTO inbox (id, instance_key, generation, event) VALUES (?1, ?2, ?3, ?4)",
            id,
            key,
            generation,
            HistoryJson.Write(value));
        return id;
    }
}
