namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What a slot is doing.</summary>
internal enum SlotState
{
    /// <summary>It waits for messages.</summary>
    Idle,

    /// <summary>It waits for its turn.</summary>
    Ready,

    /// <summary>It takes a turn, or the turn is being committed.</summary>
    InTurn,

    /// <summary>It has ended, and is no longer known.</summary>
    Gone,
}
