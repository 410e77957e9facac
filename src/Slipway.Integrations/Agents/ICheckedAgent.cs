using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>An agent that can tell, without working, whether it could.</summary>
internal interface ICheckedAgent : IAgent
{
    /// <summary>Looks whether it could work.</summary>
    /// <returns>Its version, when known.</returns>
    /// <exception cref="SlipwayException">It could not (<see cref="ErrorCodes.AgentNotAvailable"/>).</exception>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}
