using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.Functions.Watching;

/// <summary>Runs the <see cref="WatchRounds"/> entity, and wakes it.</summary>
internal sealed class WatchRoundsFunction(
    Watchdog watchdog, TimeProvider time, IOptions<SlipwayOptions> options, ILogger<WatchRounds> logger)
{
    [Function(nameof(WatchRounds))]
    public Task DispatchAsync(
        [EntityTrigger] TaskEntityDispatcher dispatcher, [DurableClient] DurableTaskClient client, CancellationToken hostStops) =>
        dispatcher.DispatchAsync(new WatchRounds(
            watchdog, client, time, TimeSpan.FromMinutes(options.Value.WatchdogMinutes), logger, hostStops));
}
