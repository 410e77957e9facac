namespace Slipway.LocalHost.Durable.History;

/// <summary>A generation of an orchestration began: its orchestrator is called with this input.</summary>
internal sealed record ExecutionStarted(
    DateTime Timestamp,
    string Name,
    string Version,
    string? Input,
    int Generation,
    ParentReference? Parent = null,
    Dictionary<string, string>? Tags = null,
    DateTime? ScheduledStart = null)
    : HistoryEvent(Timestamp)
{
    public override string Describe() => $"start of orchestrator '{Name}'";
}
