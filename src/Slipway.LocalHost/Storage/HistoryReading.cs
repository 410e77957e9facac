using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>Reads the turns of an instance.</summary>
internal static class HistoryReading
{
    /// <summary>The turns as they are stored, nothing of them checked.</summary>
    public static List<StoredTurn> ReadTurns(SqliteSession session, long key) =>
        session.ReadAll(
            "SELECT sequence, count, seal, events FROM turns WHERE instance_key = ?1 ORDER BY sequence",
            row => new StoredTurn(row.GetInt32(0), row.GetInt32(1), row.GetText(2), row.GetUtf8(3).ToArray()),
            key);

    public static StoredHistory Read(SqliteSession session, long key)
    {
        var events = new List<HistoryEvent>();
        var bytes = 0L;
        var seals = session.ReadAll(
            "SELECT seal, events FROM turns WHERE instance_key = ?1 ORDER BY sequence",
            row =>
            {
                var lines = row.GetUtf8(1);
                bytes += lines.Length;
                SealedHistory.Read(lines, events);
                return row.GetText(0);
            },
            key);
        return new StoredHistory(events, seals.LastOrDefault(), bytes);
    }
}
