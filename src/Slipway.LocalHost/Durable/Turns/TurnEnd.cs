namespace Slipway.LocalHost.Durable.Turns;

/// <summary>How the write of a turn ended.</summary>
/// <param name="State">The instance after it; null when the instance has ended or is gone.</param>
/// <param name="Error">Why it has not happened.</param>
internal readonly record struct TurnEnd(InstanceState? State, Exception? Error);
