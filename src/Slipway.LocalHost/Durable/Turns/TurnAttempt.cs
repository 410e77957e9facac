using Slipway.LocalHost.Durable.Replay;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What came of running a turn: a result to commit, a reason to stall, or nothing because the instance is gone.</summary>
internal readonly record struct TurnAttempt(InstanceState? State, TurnResult? Result, Exception? Stall);
