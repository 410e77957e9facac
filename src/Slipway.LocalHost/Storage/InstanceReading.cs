using System.Globalization;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>Reads rows of the table of instances.</summary>
internal static class InstanceReading
{
    /// <summary>The columns without payloads. A running instance changed when its last turn was taken.</summary>
    public const string Head =
        """
        key, instance_id, name, version, status, generation, parent, tags, created_at,
        CASE WHEN completed_at IS NULL THEN max(updated_at, coalesce((
            SELECT t.updated_at FROM turns t WHERE t.instance_key = key ORDER BY t.sequence DESC LIMIT 1), 0))
        ELSE updated_at END,
        completed_at, trace
        """;

    /// <summary>All columns.</summary>
    public const string Full = Head + ", input, output, custom_status, failure";

    public static InstanceRow ReadHead(SqliteStatement row) => new()
    {
        Key = row.GetInt64(0),
        InstanceId = row.GetString(1),
        Name = row.GetString(2),
        Version = row.GetString(3),
        Status = (OrchestrationRuntimeStatus)row.GetInt32(4),
        Generation = row.GetInt32(5),
        Parent = HistoryJson.ReadParent(row.GetText(6)),
        Tags = HistoryJson.ReadTags(row.GetText(7)),
        CreatedAt = Time(row.GetInt64(8)),
        UpdatedAt = Time(row.GetInt64(9)),
        CompletedAt = row.IsNull(10) ? null : Time(row.GetInt64(10)),
        Trace = row.GetText(11),
    };

    public static InstanceRow ReadFull(SqliteStatement row) => ReadHead(row) with
    {
        Input = row.GetText(12),
        Output = row.GetText(13),
        CustomStatus = row.GetText(14),
        Failure = HistoryJson.ReadFailure(row.GetText(15)),
    };

    /// <summary>States as a list that SQL can search with <c>instr</c>; an empty set means all.</summary>
    public static string StatusList(ICollection<OrchestrationRuntimeStatus> statuses) =>
        "," + string.Join(',', (statuses.Count == 0 ? Enum.GetValues<OrchestrationRuntimeStatus>() : [.. statuses])
            .Select(status => ((int)status).ToString(CultureInfo.InvariantCulture))) + ",";

    private static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}
