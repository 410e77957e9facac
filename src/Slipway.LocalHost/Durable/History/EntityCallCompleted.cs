namespace Slipway.LocalHost.Durable.History;

/// <summary>An operation that the orchestrator called returned.</summary>
internal sealed record EntityCallCompleted(DateTime Timestamp, int TaskId, string? Result) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"result of entity call #{TaskId}";
}
