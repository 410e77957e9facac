using Slipway.LocalHost.Durable.Entities;

namespace Slipway.LocalHost.Storage;

/// <summary>The tables of entities as the one writer sees them, within its transaction.</summary>
internal sealed class EntityTables(SqliteSession session)
{
    private long _lastMessageId = session.ReadInteger("SELECT max(id) FROM entity_queue") ?? 0;

    // Spares the many orchestrations that never lock anything a look at the table when they end.
    private bool _mayHaveLocks = session.ReadInteger("SELECT EXISTS (SELECT 1 FROM entity_locks)") == 1;

    /// <summary>Puts a message behind those that wait for an entity.</summary>
    public EntityDelivery AddMessage(string entityId, EntityMessage message, DateTime? deliverAt)
    {
        var id = ++_lastMessageId;
        session.Execute(
            "INSERT INTO entity_queue (id, entity_id, deliver_at, message) VALUES (?1, ?2, ?3, ?4)",
            id,
            entityId,
            deliverAt?.Ticks,
            EntityJson.Write(message));
        return new EntityDelivery(id, entityId, message, deliverAt);
    }

    public void RemoveMessage(long id) => session.Execute("DELETE FROM entity_queue WHERE id = ?1", id);

    /// <summary>Everything that waits for entities, in order.</summary>
    public List<EntityDelivery> ReadQueue() =>
        session.ReadAll("SELECT id, entity_id, deliver_at, message FROM entity_queue ORDER BY id", EntityReading.ReadDelivery);

    /// <summary>The highest key of an orchestration that something in the queues comes from; 0 when there is none.</summary>
    public long LastCaller() => ReadQueue().Max(delivery => delivery.Message switch
    {
        EntityOperationMessage operation => operation.Caller?.Key,
        EntityLockMessage request => request.Owner.Key,
        EntityUnlockMessage release => release.OwnerKey,
        _ => null,
    }) ?? 0;

    /// <summary>Keeps an entity, or forgets it when it is empty.</summary>
    public void Save(EntityRow row)
    {
        if (row.IsEmpty)
        {
            Remove(row.EntityId);
            return;
        }

        session.Execute(
            """
            INSERT INTO entities (entity_id, state, modified_at, locked_by, lock_key, lock_generation, lock_task)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (entity_id) DO UPDATE SET state = ?2, modified_at = ?3, locked_by = ?4, lock_key = ?5, lock_generation = ?6,
                lock_task = ?7
            """,
            row.EntityId,
            row.State,
            row.ModifiedAt.Ticks,
            row.Lock?.InstanceId,
            row.Lock?.OwnerKey,
            row.Lock?.Generation,
            row.Lock?.TaskId);
    }

    public void Remove(string entityId) => session.Execute("DELETE FROM entities WHERE entity_id = ?1", entityId);

    /// <summary>Notes that an orchestration has asked for locks.</summary>
    public void AddLocks(long ownerKey, int generation, int taskId, IEnumerable<string> entityIds)
    {
        _mayHaveLocks = true;
        foreach (var entityId in entityIds)
        {
            session.Execute(
                "INSERT OR REPLACE INTO entity_locks (owner_key, entity_id, generation, task_id) VALUES (?1, ?2, ?3, ?4)",
                ownerKey,
                entityId,
                generation,
                taskId);
        }
    }

    /// <summary>Forgets the locks of an orchestration, and says which they were.</summary>
    public List<(string EntityId, int Generation, int TaskId)> TakeLocks(long ownerKey)
    {
        if (!_mayHaveLocks)
        {
            return [];
        }

        var locks = session.ReadAll(
            "SELECT entity_id, generation, task_id FROM entity_locks WHERE owner_key = ?1 ORDER BY entity_id",
            row => (row.GetString(0), row.GetInt32(1), row.GetInt32(2)),
            ownerKey);
        session.Execute("DELETE FROM entity_locks WHERE owner_key = ?1", ownerKey);
        return locks;
    }

    /// <summary>
    /// The entities after a place, in order, that are kept for nothing (no state, no lock, no work), and those whose lock belongs to an
    /// orchestration that does not run any more.
    /// </summary>
    public List<EntityRow> FindUnused(string afterId, bool empty, bool orphaned, int limit) =>
        session.ReadAll(
            $"""
            SELECT {EntityReading.Columns} FROM entities e INDEXED BY entities_unsettled
            WHERE entity_id > ?1 AND (state IS NULL OR lock_key IS NOT NULL) AND CASE WHEN lock_key IS NULL
                THEN ?2 AND state IS NULL AND NOT EXISTS (SELECT 1 FROM entity_queue q WHERE q.entity_id = e.entity_id)
                ELSE ?3 AND NOT EXISTS (
                    SELECT 1 FROM instances i WHERE i.key = lock_key AND i.generation = lock_generation AND i.completed_at IS NULL)
                END
            ORDER BY entity_id LIMIT ?4
            """,
            EntityReading.ReadRow,
            afterId,
            empty ? 1 : 0,
            orphaned ? 1 : 0,
            limit);
}
