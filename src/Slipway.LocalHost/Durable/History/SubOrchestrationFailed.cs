namespace Slipway.LocalHost.Durable.History;

/// <summary>A sub-orchestration failed, was terminated, or could not be started.</summary>
internal sealed record SubOrchestrationFailed(DateTime Timestamp, int TaskId, Failure Failure) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"failure of sub-orchestration #{TaskId}";
}
