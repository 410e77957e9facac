using System.Globalization;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// A page of a list of instances. The query names only what narrows it, so that SQLite picks the index that fits, and a time of creation
/// becomes a range of keys, which are handed out in that order.
/// </summary>
internal static class InstanceListing
{
    /// <summary>So many instances are sorted; when more have a prefix, they are met soon enough by going through the keys.</summary>
    private const int MaxSorted = 20_000;

    public static List<InstanceRow> Read(SqliteSession session, InstanceFilter filter, OrchestrationRuntimeStatus? status)
    {
        var query = new Query();
        NarrowByKey(query, filter);
        if (status is { } wanted)
        {
            // The constant tells SQLite that the index of those that are not completed may answer; most are, and are met by their keys.
            query.Narrow(wanted == OrchestrationRuntimeStatus.Completed ? "+status = 1" : $"status <> 1 AND status = {(int)wanted}");
        }

        if (filter.CompletedFrom is { } completedFrom)
        {
            query.Narrow("completed_at >= ?", completedFrom.Ticks);
        }

        if (filter.CompletedTo is { } completedTo)
        {
            query.Narrow("completed_at <= ?", completedTo.Ticks);
        }

        if (filter.Name is { } name)
        {
            query.Narrow("name = ?", name);
        }

        if (filter.Tag is { } tag)
        {
            query.Narrow("key IN (SELECT instance_key FROM tags WHERE name = ?", tag.Key);
            query.Narrow("value = ?)", tag.Value);
        }

        var order = "key";
        if (filter.InstanceIdPrefix is { Length: > 0 } prefix && !NarrowByIndex(session, query, prefix, ref order))
        {
            query.Narrow("substr(instance_id, 1, length(?)) = ?", prefix);
        }

        var columns = filter.WithPayloads ? InstanceReading.Full : InstanceReading.Head;
        return session.ReadAll<InstanceRow>(
            $"SELECT {columns} FROM instances WHERE {query.Conditions} ORDER BY {order} LIMIT {query.Add(filter.Limit)}",
            filter.WithPayloads ? InstanceReading.ReadFull : InstanceReading.ReadHead,
            [.. query.Arguments]);
    }

    /// <summary>One bound below and one above, for SQLite uses no more of them.</summary>
    private static void NarrowByKey(Query query, InstanceFilter filter)
    {
        var after = query.Add(filter.AfterKey);
        query.Narrow(filter.CreatedFrom is not { } from
            ? $"key > {after}"
            : $"key >= max({after} + 1, (SELECT key FROM instances WHERE created_at >= {query.Add(from.Ticks)} " +
                "ORDER BY created_at, key LIMIT 1))");
        if (filter.CreatedTo is { } to)
        {
            query.Narrow(
                "key <= (SELECT key FROM instances WHERE created_at <= ? ORDER BY created_at DESC, key DESC LIMIT 1)", to.Ticks);
        }
    }

    private static bool NarrowByIndex(SqliteSession session, Query query, string prefix, ref string order)
    {
        var end = prefix + char.ConvertFromUtf32(0x10FFFF);
        var count = session.ReadInteger(
            "SELECT count(*) FROM (SELECT 1 FROM instances WHERE instance_id >= ?1 AND instance_id < ?2 LIMIT ?3)", prefix, end, MaxSorted);
        if (count >= MaxSorted)
        {
            return false;
        }

        query.Narrow("instance_id >= ?", prefix);
        query.Narrow("instance_id < ?", end);
        order = "+key"; // Not in the order of the keys, which would mean to go through all of them.
        return true;
    }

    private sealed class Query
    {
        private readonly List<string> _conditions = [];

        public List<SqliteValue> Arguments { get; } = [];

        public string Conditions => string.Join(" AND ", _conditions);

        /// <summary>Adds an argument and gives its place.</summary>
        public string Add(SqliteValue argument)
        {
            Arguments.Add(argument);
            return string.Create(CultureInfo.InvariantCulture, $"?{Arguments.Count}");
        }

        public void Narrow(string condition) => _conditions.Add(condition);

        public void Narrow(string condition, SqliteValue argument) =>
            Narrow(condition.Replace("?", Add(argument), StringComparison.Ordinal));
    }
}
