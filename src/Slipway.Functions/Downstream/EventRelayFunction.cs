using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;

namespace Slipway.Functions.Downstream;

/// <summary>Runs the <see cref="EventRelay"/> entities.</summary>
internal sealed class EventRelayFunction(IEventQueue queue, TimeProvider time, ILogger<EventRelay> logger)
{
    [Function(nameof(EventRelay))]
    public Task DispatchAsync(
        [EntityTrigger] TaskEntityDispatcher dispatcher, [DurableClient] DurableTaskClient client, CancellationToken hostStops) =>
        dispatcher.DispatchAsync(new EventRelay(queue, client, time, logger, hostStops));
}
