namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator made a timer.</summary>
internal sealed record TimerCreated(DateTime Timestamp, int TaskId, DateTime FireAt) : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"timer (#{TaskId})";
}
