using Slipway.LocalHost.Durable.Replay;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What an instance in memory does at this moment.</summary>
/// <param name="State">What its slot is doing.</param>
/// <param name="TurnBegan">When the turn that runs began, in UTC; null when none runs.</param>
/// <param name="IsOverdue">Whether that turn has been running for so long that it has given up its place.</param>
/// <param name="TurnsAhead">How many turns are taken before its own, while it is ready.</param>
/// <param name="Waits">What can wake it; null when it is not warm, or in a turn.</param>
internal sealed record SlotSnapshot(SlotState State, DateTime? TurnBegan, bool IsOverdue, int TurnsAhead, OrchestrationWaits? Waits);
