namespace Slipway.Core.Ports;

/// <summary>A coding agent: something that, given a prompt and a working tree, changes the tree.</summary>
/// <remarks>Implementations report what they saw and never throw for what an agent may
/// do; they throw only for a broken configuration.</remarks>
public interface IAgent
{
    /// <summary>Runs the agent once, to its end, its limits, or until <paramref name="cancellationToken"/> is cancelled.</summary>
    /// <param name="task">What to do, where, and within which limits.</param>
    /// <param name="cancellationToken">Stops the agent (and everything it started); the
    /// outcome is then <see cref="AgentOutcomeKind.Cancelled"/>.</param>
    /// <returns>What could be observed. Success still has to be verified against the working tree.</returns>
    /// <exception cref="SlipwayException">Its program is not there (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken);
}
