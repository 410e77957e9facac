namespace Slipway.LocalHost.Durable.History;

/// <summary>All the entities are locked for the orchestration.</summary>
internal sealed record EntityLockGranted(DateTime Timestamp, int TaskId) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"grant of lock #{TaskId}";
}
