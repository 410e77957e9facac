namespace Slipway.LocalHost.Durable.Replay;

/// <summary>What can wake an orchestrator that waits.</summary>
/// <param name="Calls">Its calls that have not ended, in order.</param>
/// <param name="Events">The external events it waits for.</param>
internal sealed record OrchestrationWaits(IReadOnlyList<OpenTask> Calls, IReadOnlyList<EventWait> Events);
