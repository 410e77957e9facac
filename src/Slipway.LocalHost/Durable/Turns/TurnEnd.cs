using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>How the write of a turn ended.</summary>
/// <param name="Instance">The row after it; null when the instance has ended or is gone.</param>
/// <param name="Error">Why it has not happened.</param>
internal readonly record struct TurnEnd(InstanceRow? Instance, Exception? Error);
