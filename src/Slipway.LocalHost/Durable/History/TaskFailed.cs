namespace Slipway.LocalHost.Durable.History;

/// <summary>An activity threw, or does not exist.</summary>
internal sealed record TaskFailed(DateTime Timestamp, int TaskId, Failure Failure) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"failure of activity #{TaskId}";
}
