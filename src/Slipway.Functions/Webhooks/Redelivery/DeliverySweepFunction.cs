using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Webhooks.Redelivery;

/// <summary>Runs the <see cref="DeliverySweep"/> entities.</summary>
internal sealed class DeliverySweepFunction(
    IWebhookDeliveries deliveries, DurableUsage usage, TimeProvider time, ILogger<DeliverySweep> logger)
{
    [Function(nameof(DeliverySweep))]
    public Task DispatchAsync(
        [EntityTrigger] TaskEntityDispatcher dispatcher, [DurableClient] DurableTaskClient client, CancellationToken hostStops)
    {
        usage.Over(client);
        return dispatcher.DispatchAsync(new DeliverySweep(deliveries, time, logger, hostStops));
    }
}
