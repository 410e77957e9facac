using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Core.Events;
using Slipway.Core.Ports;

namespace Slipway.Functions.Downstream;

/// <summary>Runs the <see cref="EventRelay"/> entities.</summary>
internal sealed class EventRelayFunction(
    IEventQueue queue, IOptions<EventQueueOptions> options, TimeProvider time, ILogger<EventRelay> logger)
{
    private readonly EventFilter _filter =
        EventFilter.TryParse(options.Value.Types, out var filter, out var error) ? filter : throw new InvalidOperationException(error);

    [Function(nameof(EventRelay))]
    public Task DispatchAsync(
        [EntityTrigger] TaskEntityDispatcher dispatcher, [DurableClient] DurableTaskClient client, CancellationToken hostStops) =>
        dispatcher.DispatchAsync(new EventRelay(queue, _filter, client, time, logger, hostStops));
}
