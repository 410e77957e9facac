using System.Text;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// A page of a list of instances. The query names only what narrows it, so that SQLite picks the index that fits, and a time of creation
/// becomes a range of keys, which are handed out in that order.
/// </summary>
internal static class InstanceListing
{
    public static List<InstanceRow> Read(SqliteSession session, InstanceFilter filter, OrchestrationRuntimeStatus? status)
    {
        var sql = new StringBuilder("SELECT ")
            .Append(filter.WithPayloads ? InstanceReading.Full : InstanceReading.Head)
            .Append(" FROM instances WHERE key > ?1");
        var arguments = new List<SqliteValue> { filter.AfterKey };

        void Narrow(string condition, SqliteValue argument)
        {
            arguments.Add(argument);
            sql.Append(" AND ").Append(condition.Replace("?", $"?{arguments.Count}", StringComparison.Ordinal));
        }

        if (status is { } wanted)
        {
            // The constant tells SQLite that the index of those that are not completed may answer.
            sql.Append(wanted == OrchestrationRuntimeStatus.Completed ? " AND status = 1" : $" AND status <> 1 AND status = {(int)wanted}");
        }

        if (filter.CreatedFrom is { } createdFrom)
        {
            Narrow("key >= (SELECT key FROM instances WHERE created_at >= ? ORDER BY created_at, key LIMIT 1)", createdFrom.Ticks);
        }

        if (filter.CreatedTo is { } createdTo)
        {
            Narrow("key <= (SELECT key FROM instances WHERE created_at <= ? ORDER BY created_at DESC, key DESC LIMIT 1)", createdTo.Ticks);
        }

        if (filter.CompletedFrom is { } completedFrom)
        {
            Narrow("completed_at >= ?", completedFrom.Ticks);
        }

        if (filter.CompletedTo is { } completedTo)
        {
            Narrow("completed_at <= ?", completedTo.Ticks);
        }

        if (filter.Name is { } name)
        {
            Narrow("name = ?", name);
        }

        if (filter.Tag is { } tag)
        {
            Narrow("key IN (SELECT instance_key FROM tags WHERE name = ?", tag.Key);
            Narrow("value = ?)", tag.Value);
        }

        if (filter.InstanceIdPrefix is { Length: > 0 } prefix)
        {
            Narrow("substr(instance_id, 1, length(?)) = ?", prefix);
        }

        arguments.Add(filter.Limit);
        sql.Append(" ORDER BY key LIMIT ?").Append(arguments.Count);
        return session.ReadAll<InstanceRow>(
            sql.ToString(), filter.WithPayloads ? InstanceReading.ReadFull : InstanceReading.ReadHead, [.. arguments]);
    }
}
