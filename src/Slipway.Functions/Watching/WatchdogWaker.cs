using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace Slipway.Functions.Watching;

/// <summary>Wakes <see cref="WatchRounds"/> when workflows are started: not each time, as one that looks goes on by itself.</summary>
internal sealed class WatchdogWaker(TimeProvider time, IOptions<SlipwayOptions> options)
{
    private long _wokenAtTicks;

    /// <summary>Says that a workflow is started.</summary>
    public Task WakeAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        var last = Interlocked.Read(ref _wokenAtTicks);
        var interval = TimeSpan.FromMinutes(options.Value.WatchdogMinutes);
        return interval <= TimeSpan.Zero || now - last < interval.Ticks || Interlocked.CompareExchange(ref _wokenAtTicks, now, last) != last
            ? Task.CompletedTask
            : client.Entities.SignalEntityAsync(WatchRounds.Id, nameof(WatchRounds.Wake), input: null, options: null, cancellationToken);
    }
}
