namespace Slipway.LocalHost.Durable.History;

/// <summary>A sub-orchestration returned.</summary>
internal sealed record SubOrchestrationCompleted(DateTime Timestamp, int TaskId, string? Result) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"result of sub-orchestration #{TaskId}";
}
