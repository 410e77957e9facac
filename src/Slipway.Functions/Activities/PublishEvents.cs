using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Slipway.Core;
using Slipway.Functions.Live;

namespace Slipway.Functions.Activities;

/// <summary>Sends events to whoever watches. Its inputs, kept in the history, are the record of them.</summary>
internal static class PublishEvents
{
    [Function(nameof(PublishEvents))]
    [SignalROutput(HubName = LiveUpdates.HubName)]
    public static SignalRMessageAction[] Run([ActivityTrigger] PublishEventsInput input) =>
    [
        .. input.Events.Select(happened => new SignalRMessageAction(
            LiveUpdates.Target, [JsonSerializer.SerializeToElement(happened, CoreJson.Options)])),
    ];
}
