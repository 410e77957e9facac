using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable.Fork;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>The tags of instances and calls. They follow from what runs, so that a row in the file tells which it must have.</summary>
internal static class ProgramTags
{
    /// <summary>The tags of an orchestration that a ledger starts.</summary>
    public static Dictionary<string, string> OfCourier { get; } = new(StringComparer.Ordinal) { ["team"] = "couriers" };

    /// <summary>The tags of an instance, a child's too; null when it has none.</summary>
    public static Dictionary<string, string>? OfProgram(int program) => program % 3 == 0 ? null : new(StringComparer.Ordinal)
    {
        ["team"] = program % 2 == 0 ? "red" : "blue",
        ["program"] = $"{program}",
    };

    /// <summary>The tags of a call of an activity; null when it has none.</summary>
    public static Dictionary<string, string>? OfWork(int value) =>
        value % 3 == 0 ? new(StringComparer.Ordinal) { ["work"] = $"{value}" } : null;

    /// <summary>The tags that a row must have; a fork's says where it comes from, too.</summary>
    public static Dictionary<string, string>? OfRow(InstanceRow row)
    {
        var tags = row.Name == Courier.Name
            ? OfCourier
            : OfProgram(JsonDataConverter.Default.Deserialize<ProgramInput>(row.Input)!.Program);
        return row.Tags?.GetValueOrDefault(InstanceForking.OriginTag) is not { } origin
            ? tags
            : new(tags ?? [], StringComparer.Ordinal) { [InstanceForking.OriginTag] = origin };
    }

    /// <summary>Whether two sets of tags are the same; none is as good as empty.</summary>
    public static bool AreSame(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? other)?.All(tag => other?.GetValueOrDefault(tag.Key) == tag.Value) != false;
}
