namespace Slipway.LocalHost.Durable.Replay;

/// <summary>An orchestrator waits for an external event.</summary>
internal sealed record EventWait(string Name, DateTime Since);
