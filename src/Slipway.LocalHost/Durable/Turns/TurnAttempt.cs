using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>What came of running a turn: a result to commit, a reason to stall, or nothing because the instance is gone.</summary>
internal readonly record struct TurnAttempt(InstanceRow? Instance, TurnResult? Result, Exception? Stall);
