namespace Slipway.Core.Ports;

/// <summary>The circuit breakers of agents, for those who choose among several. Thread-safe.</summary>
public interface IAgentBreakers
{
    /// <summary>Until when an agent is left alone, because it has failed for everybody; <see langword="null"/> when it may be used.
    /// </summary>
    /// <param name="agent">Its name.</param>
    /// <param name="caller">Who uses it if it may be: of several who ask after a breaker's time, one is let try. Unset: nobody, for now.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DateTimeOffset?> OpenUntilAsync(string agent, string? caller, CancellationToken cancellationToken);

    /// <summary>Tells an agent's breaker how a run ended; what says nothing of the agent does not count.</summary>
    ValueTask ReportAsync(string agent, AgentOutcome outcome, CancellationToken cancellationToken);
}
