namespace Slipway.LocalHost.Durable.History;

/// <summary>The instance begins here with what another had done so far; the events before are that one's.</summary>
/// <param name="Timestamp">When, in UTC.</param>
/// <param name="InstanceId">The other instance.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="AfterEvent">The place of its last event that counts here, from 0.</param>
internal sealed record ExecutionForked(DateTime Timestamp, string InstanceId, int Generation, int AfterEvent) : HistoryEvent(Timestamp)
{
    public override string Describe() => $"fork of '{InstanceId}' after event {AfterEvent}";
}
