namespace Slipway.Core.Ports;

/// <summary>Finds the agent that a workflow names.</summary>
public interface IAgentCatalog
{
    /// <summary>The names that <see cref="Find"/> knows, in order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Those of them that are groups: each run goes to one of several agents, which have circuit breakers of their own.</summary>
    IReadOnlyList<string> Groups { get; }

    /// <summary>Finds an agent.</summary>
    /// <param name="selector">A known name, or a command line of the user's own.</param>
    /// <exception cref="SlipwayException">No such agent, or its program is not installed
    /// (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    IAgent Find(AgentSelector selector);
}
