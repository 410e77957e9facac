namespace Slipway.LocalHost.Durable.Replay;

/// <summary>The orchestrator wants to start over once it returns.</summary>
internal sealed record ContinueAsNewRequest(string? Input, string Version, bool PreserveUnprocessedEvents);
