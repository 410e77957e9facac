namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator gave its locks back.</summary>
/// <param name="Timestamp">When, in UTC.</param>
/// <param name="TaskId">The number of this call.</param>
/// <param name="Section">The number of the call that asked for the locks.</param>
internal sealed record EntityLockReleased(DateTime Timestamp, int TaskId, int Section) : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"end of the critical section #{Section} (#{TaskId})";
}
