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

    /// <summary>Says why an agent is not the one for some kind of work: it does not count that among its capabilities. A group can do what
    /// all its members can; a command line, and an agent that says nothing of it, everything.</summary>
    /// <returns>The error, which names the agents that can (<see cref="ErrorCodes.AgentCannot"/>); <see langword="null"/> when it can.
    /// </returns>
    SlipwayException? WhyNot(AgentSelector selector, AgentCapability needed);
}
