using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;

namespace Slipway.Functions.Webhooks.Redelivery;

/// <summary>Runs the <see cref="DeliverySweep"/> entities.</summary>
internal sealed class DeliverySweepFunction(IWebhookDeliveries deliveries, TimeProvider time, ILogger<DeliverySweep> logger)
{
    [Function(nameof(DeliverySweep))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher, CancellationToken hostStops) =>
        dispatcher.DispatchAsync(new DeliverySweep(deliveries, time, logger, hostStops));
}
