using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>The tables as the one writer sees them, within its transaction. It also hands out keys and places in the inbox.</summary>
internal sealed class TaskHubTables
{
    private readonly SqliteSession _session;
    private long _lastKey;
    private long _lastInboxId;
    private long _firstInboxId;

    public TaskHubTables(SqliteSession session)
    {
        _session = session;
        _lastKey = (long)(session.Scalar("SELECT max(key) FROM instances") ?? 0L);
        _lastInboxId = Math.Max(0L, (long)(session.Scalar("SELECT max(id) FROM inbox") ?? 0L));
        _firstInboxId = Math.Min(0L, (long)(session.Scalar("SELECT min(id) FROM inbox") ?? 0L));
    }

    public InstanceRow? FindInstance(string instanceId) =>
        _session.ReadOne($"SELECT {InstanceReading.Head} FROM instances WHERE instance_id = $0", InstanceReading.ReadHead, instanceId);

    public InstanceRow? FindInstance(long key) =>
        _session.ReadOne($"SELECT {InstanceReading.Head} FROM instances WHERE key = $0", InstanceReading.ReadHead, key);

    public InstanceRow? FindInstanceWithPayloads(long key) =>
        _session.ReadOne($"SELECT {InstanceReading.Full} FROM instances WHERE key = $0", InstanceReading.ReadFull, key);

    public List<InstanceRow> FindChildren(long parentKey) =>
        _session.ReadAll($"SELECT {InstanceReading.Head} FROM instances WHERE parent_key = $0", InstanceReading.ReadHead, parentKey);

    public List<InstanceRow> FindEnded(DateTime? createdFrom, DateTime? createdTo, ISet<OrchestrationRuntimeStatus> statuses, int limit) =>
        _session.ReadAll(
            $"""
            SELECT {InstanceReading.Head} FROM instances
            WHERE created_at BETWEEN $0 AND $1
              AND status IN ({(int)OrchestrationRuntimeStatus.Completed}, {(int)OrchestrationRuntimeStatus.Failed},
                {(int)OrchestrationRuntimeStatus.Terminated})
              AND instr($2, ',' || status || ',') > 0
            ORDER BY created_at LIMIT $3
            """,
            InstanceReading.ReadHead,
            (createdFrom ?? DateTime.MinValue).Ticks,
            (createdTo ?? DateTime.MaxValue).Ticks,
            InstanceReading.StatusList(statuses),
            limit);

    /// <summary>Adds a pending instance and gives its key.</summary>
    public long AddInstance(string instanceId, ExecutionStarted start)
    {
        var key = ++_lastKey;
        _session.Execute(
            """
            INSERT INTO instances (key, instance_id, name, version, status, generation, history_length, input, parent, parent_key, tags,
                created_at, updated_at)
            VALUES ($0, $1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $10)
            """,
            key,
            instanceId,
            start.Name,
            start.Version,
            (int)OrchestrationRuntimeStatus.Pending,
            start.Generation,
            start.Input,
            HistoryJson.Write(start.Parent),
            start.Parent?.Key,
            HistoryJson.Write(start.Tags),
            start.Timestamp.Ticks);
        return key;
    }

    /// <summary>Changes the row after a turn; false when the instance is gone, or of another generation.</summary>
    public bool UpdateInstance(InstanceUpdate update) =>
        _session.Execute(
            """
            UPDATE instances SET status = $2, generation = $3, version = $4, history_length = $5, input = $6, output = $7,
                custom_status = $8, failure = $9, updated_at = $10, completed_at = $11
            WHERE key = $0 AND generation = $1
            """,
            update.Key,
            update.Generation,
            (int)update.Status,
            update.NextGeneration,
            update.Version,
            update.HistoryLength,
            update.Input,
            update.Output,
            update.CustomStatus,
            HistoryJson.Write(update.Failure),
            update.UpdatedAt.Ticks,
            InstanceRow.IsEnd(update.Status) ? update.UpdatedAt.Ticks : null) == 1;

    /// <summary>Says on the row why a running instance does not go on.</summary>
    public void SetFailure(long key, Failure failure, DateTime updatedAt) =>
        _session.Execute(
            "UPDATE instances SET failure = $1, updated_at = $2 WHERE key = $0", key, HistoryJson.Write(failure), updatedAt.Ticks);

    public void RemoveInstance(long key)
    {
        RemoveHistory(key);
        RemoveInbox(key);
        RemoveTasks(key);
        RemoveTimers(key);
        _session.Execute("DELETE FROM instances WHERE key = $0", key);
    }

    public void AddHistory(long key, int sequence, HistoryEvent value) =>
        _session.Execute(
            "INSERT INTO history (instance_key, sequence, event) VALUES ($0, $1, $2)", key, sequence, HistoryJson.Write(value));

    public void RemoveHistory(long key) => _session.Execute("DELETE FROM history WHERE instance_key = $0", key);

    /// <summary>Adds a message behind those that wait.</summary>
    public InboxMessage AddToInbox(long key, int generation, HistoryEvent value) => AddToInbox(++_lastInboxId, key, generation, value);

    /// <summary>Adds messages in front of those that wait, in their order.</summary>
    public List<InboxMessage> AddToInboxFront(long key, int generation, IReadOnlyList<HistoryEvent> values)
    {
        _firstInboxId -= values.Count;
        var first = _firstInboxId;
        return [.. values.Select((value, index) => AddToInbox(first + index, key, generation, value))];
    }

    public void RemoveFromInbox(long messageId) => _session.Execute("DELETE FROM inbox WHERE id = $0", messageId);

    public void RemoveInbox(long key) => _session.Execute("DELETE FROM inbox WHERE instance_key = $0", key);

    public List<Delivery> ReadInbox() =>
        _session.ReadAll(
            """
            SELECT b.id, b.instance_key, b.generation, b.event, i.instance_id
            FROM inbox b JOIN instances i ON i.key = b.instance_key ORDER BY b.id
            """,
            reader => new Delivery(
                new InboxMessage(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), HistoryJson.ReadEvent(reader.GetString(3))),
                reader.GetString(4)));

    public void AddTask(TaskRow task) =>
        _session.Execute(
            "INSERT INTO tasks (instance_key, generation, task_id, name, input) VALUES ($0, $1, $2, $3, $4)",
            task.InstanceKey,
            task.Generation,
            task.TaskId,
            task.Name,
            task.Input);

    /// <summary>Removes an activity that has a result now; false when nobody waits for it any more.</summary>
    public bool RemoveTask(long key, int generation, int taskId) =>
        _session.Execute("DELETE FROM tasks WHERE instance_key = $0 AND generation = $1 AND task_id = $2", key, generation, taskId) == 1;

    public void RemoveTasks(long key) => _session.Execute("DELETE FROM tasks WHERE instance_key = $0", key);

    public List<TaskRow> ReadTasks() =>
        _session.ReadAll(
            """
            SELECT t.instance_key, t.generation, t.task_id, i.instance_id, t.name, t.input
            FROM tasks t JOIN instances i ON i.key = t.instance_key ORDER BY t.instance_key, t.generation, t.task_id
            """,
            reader => new TaskRow(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetText(5)));

    public void AddTimer(TimerRow timer) =>
        _session.Execute(
            "INSERT INTO timers (instance_key, generation, task_id, fire_at) VALUES ($0, $1, $2, $3)",
            timer.InstanceKey,
            timer.Generation,
            timer.TaskId,
            timer.FireAt.Ticks);

    public void RemoveTimer(long key, int generation, int taskId) =>
        _session.Execute("DELETE FROM timers WHERE instance_key = $0 AND generation = $1 AND task_id = $2", key, generation, taskId);

    public void RemoveTimers(long key) => _session.Execute("DELETE FROM timers WHERE instance_key = $0", key);

    public List<TimerRow> ReadDueTimers(DateTime now, int limit) =>
        _session.ReadAll(
            "SELECT instance_key, generation, task_id, fire_at FROM timers WHERE fire_at <= $0 ORDER BY fire_at LIMIT $1",
            reader => new TimerRow(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), new DateTime(reader.GetInt64(3), DateTimeKind.Utc)),
            now.Ticks,
            limit);

    public DateTime? ReadNextTimer() =>
        _session.Scalar("SELECT min(fire_at) FROM timers") is long ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;

    private InboxMessage AddToInbox(long id, long key, int generation, HistoryEvent value)
    {
        _session.Execute(
            "INSERT INTO inbox (id, instance_key, generation, event) VALUES ($0, $1, $2, $3)",
            id,
            key,
            generation,
            HistoryJson.Write(value));
        return new InboxMessage(id, key, generation, value);
    }
}
