namespace Slipway.LocalHost.Durable.History;

/// <summary>From here on what arrives is held back until <see cref="ExecutionResumed"/>.</summary>
internal sealed record ExecutionSuspended(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp)
{
    public override string Describe() => "suspension";
}
