namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Which attempt of a call that is tried again this is.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Of">How many there may be; null when a handler decides.</param>
internal sealed record RetryAttempt(int Number, int? Of);
