using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Live;

/// <summary>Runs the <see cref="AgentFeed"/> entities.</summary>
internal sealed class AgentFeedFunction(Workflows hub, TimeProvider time, ILogger<AgentFeed> logger)
{
    [Function(nameof(AgentFeed))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher, CancellationToken hostStops) =>
        dispatcher.DispatchAsync(new AgentFeed(hub, time, logger, hostStops));
}
