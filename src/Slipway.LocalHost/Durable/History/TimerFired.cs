namespace Slipway.LocalHost.Durable.History;

/// <summary>A timer's time came.</summary>
internal sealed record TimerFired(DateTime Timestamp, int TaskId, DateTime FireAt) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"end of timer #{TaskId}";
}
