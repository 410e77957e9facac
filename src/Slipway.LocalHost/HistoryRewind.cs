namespace Slipway.LocalHost;

/// <summary>A note in a history that its instance was taken back to an earlier state.</summary>
/// <param name="Place">The note's place in the history, from 0.</param>
/// <param name="At">When it was done, in UTC.</param>
/// <param name="Reason">Why, in somebody's words.</param>
/// <param name="By">Who did it; null when that was not told.</param>
/// <param name="AfterEvent">
/// The place of the last event that still counts, in the history as it was; null when a failure was undone.
/// </param>
/// <param name="TakenBack">How many events that history had after it; null when a failure was undone.</param>
public sealed record HistoryRewind(int Place, DateTime At, string? Reason, string? By, int? AfterEvent, int? TakenBack);
