namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator called an activity.</summary>
internal sealed record TaskScheduled(
    DateTime Timestamp, int TaskId, string Name, string? Version, string? Input, Dictionary<string, string>? Tags)
    : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"activity '{Name}' (#{TaskId})";
}
