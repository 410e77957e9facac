using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>A call that the orchestrator made and that has not ended.</summary>
internal sealed record OpenTask(ScheduledEvent Call, string Name, TaskCompletionSource<string?> Source, RetryAttempt? Attempt);
