using Microsoft.Extensions.Hosting;
using Slipway.Functions.Api;

namespace Slipway.Functions.Telemetry;

/// <summary>
/// Keeps the gauges of <see cref="WorkflowMeter"/> as the task hub has them, for who reads the meter itself: <c>GET /api/metrics</c> reads
/// the task hub each time. Runs only where metrics are sent.
/// </summary>
/// <remarks>A client comes with an event or a request that looks at the host; until the first of them the gauges have no value.</remarks>
internal sealed class QueueGauges(WorkflowMeter meter, HubHealth health, TimeProvider time) : BackgroundService
{
    /// <summary>So often they are read; the library sends metrics once a minute.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReadAsync(stoppingToken);
        }
    }

    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (health.Client is { } client && (await health.ReadAsync(client, cancellationToken)).Queue is { } queue)
        {
            meter.Show(queue.Running.Count, queue.Waiting.Count);
        }
    }
}
