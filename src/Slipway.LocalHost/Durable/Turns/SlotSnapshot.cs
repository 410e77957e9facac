using Slipway.LocalHost.Durable.Replay;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What an instance in memory does at this moment.</summary>
/// <param name="State">What its slot is doing.</param>
/// <param name="Running">How long its turn has run; null when none runs.</param>
/// <param name="TurnsAhead">How many turns are taken before its own, while it is ready.</param>
/// <param name="Waits">What can wake it; null when it is not warm, or in a turn.</param>
internal sealed record SlotSnapshot(SlotState State, TimeSpan? Running, int TurnsAhead, OrchestrationWaits? Waits);
