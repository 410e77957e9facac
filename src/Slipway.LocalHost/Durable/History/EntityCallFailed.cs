namespace Slipway.LocalHost.Durable.History;

/// <summary>An operation that the orchestrator called threw, or does not exist.</summary>
internal sealed record EntityCallFailed(DateTime Timestamp, int TaskId, Failure Failure) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"failure of entity call #{TaskId}";
}
