namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator called another one.</summary>
internal sealed record SubOrchestrationCreated(
    DateTime Timestamp, int TaskId, string Name, string Version, string InstanceId, string? Input, Dictionary<string, string>? Tags)
    : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"sub-orchestration '{Name}' (#{TaskId})";
}
