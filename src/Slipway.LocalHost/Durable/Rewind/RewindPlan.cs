using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Rewind;

/// <summary>Where a failed instance goes on, and what becomes of the children it waits for there.</summary>
/// <param name="Instance">The instance as it was when the plan was made.</param>
/// <param name="Kept">The history it goes on with.</param>
/// <param name="Redelivered">What had arrived after that and arrives again, in order.</param>
/// <param name="Children">Its children by instance id: as they are, with a plan for those that failed.</param>
/// <param name="CutOff">The calls of children that its history no longer has, by task and instance id.</param>
internal sealed record RewindPlan(
    InstanceRow Instance,
    IReadOnlyList<HistoryEvent> Kept,
    IReadOnlyList<HistoryEvent> Redelivered,
    IReadOnlyDictionary<string, RewindChild> Children,
    IReadOnlySet<(int TaskId, string InstanceId)> CutOff);
