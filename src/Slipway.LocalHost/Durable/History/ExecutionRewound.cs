namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestration had failed and was taken back to before that; what came after is no longer in the history.</summary>
internal sealed record ExecutionRewound(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp)
{
    public override string Describe() => "rewind";
}
