namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestration was taken back to an earlier state; what came after that is no longer in the history.</summary>
/// <param name="Timestamp">When, in UTC.</param>
/// <param name="Reason">Why, in somebody's words.</param>
/// <param name="By">Who did it; null when that was not told.</param>
/// <param name="AfterEvent">
/// The place of the last event that still counts, in the history as it was; null when a failure was undone.
/// </param>
/// <param name="TakenBack">How many events that history had after it.</param>
internal sealed record ExecutionRewound(
    DateTime Timestamp, string? Reason, string? By = null, int? AfterEvent = null, int? TakenBack = null) : HistoryEvent(Timestamp)
{
    public override string Describe() => AfterEvent is null ? "rewind" : $"rewind to event {AfterEvent}";
}
