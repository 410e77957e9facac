namespace Slipway.LocalHost.Durable.History;

/// <summary>What was held back since <see cref="ExecutionSuspended"/> is handed to the orchestrator, in the order it arrived.</summary>
internal sealed record ExecutionResumed(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp)
{
    public override string Describe() => "resumption";
}
