using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>Looks at the agents of a catalog.</summary>
internal sealed class AgentPool(AgentCatalog catalog, AgentStatistics statistics) : IAgentPool
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentHealth>> ListAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(catalog.Names.Select(name => CheckAsync(new AgentSelector(name), cancellationToken)));

    /// <inheritdoc/>
    public async Task<AgentHealth> CheckAsync(AgentSelector agent, CancellationToken cancellationToken)
    {
        var name = agent.ToString();
        var members = agent.Name is null ? null : catalog.MembersOf(agent.Name);
        AgentHealth health;
        try
        {
            health = new AgentHealth(name, Available: true, await catalog.FindChecked(agent).CheckAsync(cancellationToken), Reason: null);
        }
        catch (SlipwayException exception) when (exception.Code == ErrorCodes.AgentNotAvailable)
        {
            health = new AgentHealth(name, Available: false, Version: null, exception.Message);
        }

        return statistics.AddTo(health with
        {
            Members = members, Capabilities = agent.Name is { } known ? catalog.CapabilitiesOf(known) : Enum.GetValues<AgentCapability>(),
        });
    }
}
