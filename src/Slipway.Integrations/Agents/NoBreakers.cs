using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>Where nothing is kept durably, every agent may be used.</summary>
internal sealed class NoBreakers : IAgentBreakers
{
    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> OpenUntilAsync(string agent, string? caller, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask ReportAsync(string agent, AgentOutcome outcome, CancellationToken cancellationToken) => default;
}
