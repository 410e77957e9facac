using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>Reads the turns of an instance.</summary>
internal static class HistoryReading
{
    /// <summary>The turns as they are stored, nothing of them checked.</summary>
    public static List<StoredTurn> ReadTurns(SqliteSession session, long key) =>
        session.ReadAll(
            "SELECT id, count, seal, events FROM turns WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            row => new StoredTurn(TurnRow.SequenceOf(row.GetInt64(0)), row.GetInt32(1), row.GetText(2), row.GetUtf8(3).ToArray()),
            TurnRow.FirstId(key),
            TurnRow.LastId(key));

    public static StoredHistory Read(SqliteSession session, long key)
    {
        var events = new List<HistoryEvent>();
        var bytes = 0L;
        var seals = session.ReadAll(
            "SELECT seal, events FROM turns WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            row =>
            {
                var lines = row.GetUtf8(1);
                bytes += lines.Length;
                SealedHistory.Read(lines, events);
                return row.GetText(0);
            },
            TurnRow.FirstId(key),
            TurnRow.LastId(key));
        return new StoredHistory(events, seals.LastOrDefault(), bytes);
    }
}
