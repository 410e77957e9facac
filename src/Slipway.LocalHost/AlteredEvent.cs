namespace Slipway.LocalHost;

/// <summary>The first place at which a stored history is not what was written.</summary>
/// <param name="Place">The event's place in the history, from 0.</param>
/// <param name="Event">What the event says now, as JSON; null when it is missing, or the fault is not in an event.</param>
/// <param name="Reason">What does not fit, in a sentence.</param>
public sealed record AlteredEvent(int Place, string? Event, string Reason);
