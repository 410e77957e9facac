namespace Slipway.LocalHost.Durable.History;

/// <summary>An external event arrived.</summary>
internal sealed record EventRaised(DateTime Timestamp, string Name, string? Input) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"external event '{Name}'";
}
