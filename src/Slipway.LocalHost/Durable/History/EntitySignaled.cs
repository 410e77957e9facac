namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator signalled an entity, now or for later, and does not wait for it.</summary>
internal sealed record EntitySignaled(
    DateTime Timestamp, int TaskId, string EntityId, string Operation, string? Input, DateTime? DeliverAt)
    : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"signal '{Operation}' to entity '{EntityId}' (#{TaskId})";
}
