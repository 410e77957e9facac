namespace Slipway.LocalHost.Durable.History;

/// <summary>A turn ended; the orchestrator waits.</summary>
internal sealed record OrchestratorCompleted(DateTime Timestamp) : HistoryEvent(Timestamp)
{
    public override string Describe() => "end of a turn";
}
