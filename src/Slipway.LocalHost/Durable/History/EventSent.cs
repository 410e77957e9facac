namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator sent an event to another instance.</summary>
internal sealed record EventSent(DateTime Timestamp, int TaskId, string InstanceId, string Name, string? Input)
    : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"event '{Name}' sent to '{InstanceId}' (#{TaskId})";
}
