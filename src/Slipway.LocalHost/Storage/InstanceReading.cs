using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>Reads rows of the table of instances.</summary>
internal static class InstanceReading
{
    /// <summary>The columns without payloads.</summary>
    public const string Head =
        "key, instance_id, name, version, status, generation, history_length, parent, tags, created_at, updated_at, completed_at";

    /// <summary>All columns.</summary>
    public const string Full = Head + ", input, output, custom_status, failure";

    public static InstanceRow ReadHead(SqliteDataReader reader) => new()
    {
        Key = reader.GetInt64(0),
        InstanceId = reader.GetString(1),
        Name = reader.GetString(2),
        Version = reader.GetString(3),
        Status = (OrchestrationRuntimeStatus)reader.GetInt32(4),
        Generation = reader.GetInt32(5),
        HistoryLength = reader.GetInt32(6),
        Parent = HistoryJson.ReadParent(reader.GetText(7)),
        Tags = HistoryJson.ReadTags(reader.GetText(8)),
        CreatedAt = Time(reader.GetInt64(9)),
        UpdatedAt = Time(reader.GetInt64(10)),
        CompletedAt = reader.IsDBNull(11) ? null : Time(reader.GetInt64(11)),
    };

    public static InstanceRow ReadFull(SqliteDataReader reader) => ReadHead(reader) with
    {
        Input = reader.GetText(12),
        Output = reader.GetText(13),
        CustomStatus = reader.GetText(14),
        Failure = HistoryJson.ReadFailure(reader.GetText(15)),
    };

    public static string? GetText(this SqliteDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>States as a list that SQL can search with <c>instr</c>; an empty set means all.</summary>
    public static string StatusList(ICollection<OrchestrationRuntimeStatus> statuses) =>
        "," + string.Join(',', (statuses.Count == 0 ? Enum.GetValues<OrchestrationRuntimeStatus>() : [.. statuses])
            .Select(status => ((int)status).ToString(CultureInfo.InvariantCulture))) + ",";

    private static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}
