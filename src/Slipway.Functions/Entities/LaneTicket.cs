namespace Slipway.Functions.Entities;

/// <summary>Somebody who wants a turn.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Gap">From this turn to the next, at least.</param>
public sealed record LaneTicket(string Id, TimeSpan Gap);
