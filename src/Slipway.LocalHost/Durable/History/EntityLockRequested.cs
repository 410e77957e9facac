namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator asked for the locks of entities, in the order in which they are taken.</summary>
internal sealed record EntityLockRequested(DateTime Timestamp, int TaskId, IReadOnlyList<string> EntityIds)
    : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"lock of {string.Join(", ", EntityIds.Select(id => $"'{id}'"))} (#{TaskId})";
}
