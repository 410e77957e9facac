namespace Slipway.LocalHost.Durable.History;

/// <summary>A turn began. Its time is the orchestrator's clock until the next turn.</summary>
internal sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(Timestamp)
{
    public override string Describe() => "start of a turn";
}
