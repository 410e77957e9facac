namespace Slipway.Core.Ports;

/// <summary>All agents of this host: which can be used, and which to use. Thread-safe.</summary>
public interface IAgentPool
{
    /// <summary>Looks at every agent that has a name.</summary>
    /// <returns>In the order of their names.</returns>
    Task<IReadOnlyList<AgentHealth>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Looks at one agent: whether its program is there, in a version that is supported.</summary>
    /// <remarks>What a program says of its version is believed for ten minutes.</remarks>
    Task<AgentHealth> CheckAsync(AgentSelector agent, CancellationToken cancellationToken);

    /// <summary>Chooses the first agent that can be used.</summary>
    /// <param name="inOrder">The agent wanted, then its fallbacks; at least one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">None can be used; the message has the reason for each
    /// (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    Task<AgentSelector> ChooseAsync(IReadOnlyList<AgentSelector> inOrder, CancellationToken cancellationToken);
}
