namespace Slipway.Core.Ports;

/// <summary>The circuit breakers of agents, for those who choose among several. Thread-safe.</summary>
public interface IAgentBreakers
{
    /// <summary>Until when an agent is left alone, because it has failed for everybody; <see langword="null"/> when it may be used.
    /// </summary>
    ValueTask<DateTimeOffset?> OpenUntilAsync(string agent, CancellationToken cancellationToken);

    /// <summary>Tells an agent's breaker how a run ended; what says nothing of the agent does not count.</summary>
    ValueTask ReportAsync(string agent, AgentOutcome outcome, CancellationToken cancellationToken);
}
