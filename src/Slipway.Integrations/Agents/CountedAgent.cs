using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>An agent with a name, whose runs are counted.</summary>
internal sealed class CountedAgent(string name, ICheckedAgent agent, AgentStatistics statistics) : ICheckedAgent
{
    /// <inheritdoc/>
    public Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken) =>
        statistics.CountAsync(name, () => agent.RunAsync(task, cancellationToken));

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken) => agent.CheckAsync(cancellationToken);
}
