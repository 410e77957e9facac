namespace Slipway.LocalHost.Durable.History;

/// <summary>Somebody asked to end the orchestration at once, with this output.</summary>
internal sealed record ExecutionTerminated(DateTime Timestamp, string? Output, bool Recursive) : HistoryEvent(Timestamp)
{
    public override string Describe() => "termination";
}
