namespace Slipway.Core.Ports;

/// <summary>All agents of this host, and which of them can be used. Thread-safe.</summary>
public interface IAgentPool
{
    /// <summary>Looks at every agent that has a name.</summary>
    /// <returns>In the order of their names.</returns>
    Task<IReadOnlyList<AgentHealth>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Looks at one agent: whether its program is there, in a version that is supported.</summary>
    /// <remarks>What a program says of its version is believed for ten minutes.</remarks>
    Task<AgentHealth> CheckAsync(AgentSelector agent, CancellationToken cancellationToken);
}
