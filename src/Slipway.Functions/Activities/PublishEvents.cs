using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Functions.Api;
using Slipway.Functions.Downstream;
using Slipway.Functions.Live;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Activities;

/// <summary>Measures events, sends them to whoever watches, and wakes the relay to the event queue where there is one. Its inputs, kept in
/// the history, are the record of them.</summary>
internal sealed class PublishEvents(IEventQueue queue, EventMetrics metrics, HubHealth health)
{
    [Function(nameof(PublishEvents))]
    [SignalROutput(HubName = LiveUpdates.HubName)]
    public async Task<SignalRMessageAction[]> RunAsync(
        [ActivityTrigger] PublishEventsInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        health.Remember(client);
        if (queue.IsConfigured && input.Events.Count > 0)
        {
            var last = input.Events[^1];
            await client.Entities.SignalEntityAsync(
                new EntityInstanceId(nameof(EventRelay), last.WorkflowId), nameof(EventRelay.Wake), last.Sequence,
                cancellation: cancellationToken);
        }

        await metrics.NoteAsync(input.Events, client, cancellationToken);
        return
        [
            .. input.Events.Select(happened => new SignalRMessageAction(
                LiveUpdates.Target, [JsonSerializer.SerializeToElement(happened, CoreJson.Options)])),
        ];
    }
}
