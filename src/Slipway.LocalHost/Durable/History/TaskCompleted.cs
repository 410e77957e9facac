namespace Slipway.LocalHost.Durable.History;

/// <summary>An activity returned.</summary>
internal sealed record TaskCompleted(DateTime Timestamp, int TaskId, string? Result) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"result of activity #{TaskId}";
}
