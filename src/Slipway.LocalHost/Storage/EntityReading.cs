using Slipway.LocalHost.Durable.Entities;

namespace Slipway.LocalHost.Storage;

/// <summary>Reads the tables of entities.</summary>
internal static class EntityReading
{
    /// <summary>The columns of an entity.</summary>
    public const string Columns = "entity_id, state, modified_at, locked_by, lock_key, lock_generation, lock_task";

    // What is to be delivered later does not wait yet.
    private const string Backlog =
        "(SELECT count(*) FROM entity_queue q WHERE q.entity_id = e.entity_id AND (q.deliver_at IS NULL OR q.deliver_at <= ?1))";

    public static EntityRow? Find(SqliteSession session, string entityId) =>
        session.ReadOne($"SELECT {Columns} FROM entities WHERE entity_id = ?1", ReadRow, entityId);

    public static EntityListing? Find(SqliteSession session, string entityId, DateTime now) =>
        session.ReadOne($"SELECT {Columns}, {Backlog} FROM entities e WHERE entity_id = ?2", ReadListing, now.Ticks, entityId);

    public static List<EntityListing> List(SqliteSession session, EntityFilter filter, DateTime now) =>
        session.ReadAll(
            $"""
            SELECT entity_id, CASE WHEN ?2 THEN state END, modified_at, locked_by, lock_key, lock_generation, lock_task, {Backlog}
            FROM entities e
            WHERE entity_id > ?3 AND entity_id >= ?4 AND entity_id < ?4 || char(1114111)
              AND modified_at BETWEEN ?5 AND ?6 AND (?7 OR state IS NOT NULL)
            ORDER BY entity_id LIMIT ?8
            """,
            ReadListing,
            now.Ticks,
            filter.WithState ? 1 : 0,
            filter.AfterId,
            filter.Prefix,
            (filter.ModifiedFrom ?? DateTime.MinValue).Ticks,
            (filter.ModifiedTo ?? DateTime.MaxValue).Ticks,
            filter.WithTransient ? 1 : 0,
            filter.Limit);

    public static EntityDelivery ReadDelivery(SqliteStatement row) => new(
        row.GetInt64(0),
        row.GetString(1),
        EntityJson.Read(row.GetUtf8(3)),
        row.IsNull(2) ? null : new DateTime(row.GetInt64(2), DateTimeKind.Utc));

    public static EntityRow ReadRow(SqliteStatement row) => new(
        row.GetString(0),
        row.GetText(1),
        row.IsNull(4) ? null : new EntityLock(row.GetInt64(4), row.GetInt32(5), row.GetInt32(6), row.GetString(3)),
        new DateTime(row.GetInt64(2), DateTimeKind.Utc));

    private static EntityListing ReadListing(SqliteStatement row) => new(ReadRow(row), row.GetInt32(7));
}
