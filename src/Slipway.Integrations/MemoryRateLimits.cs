using System.Collections.Concurrent;
using Slipway.Core.Ports;

namespace Slipway.Integrations;

/// <summary>Rate limits in this process's memory: they begin anew with it, and hold for it alone.</summary>
internal sealed class MemoryRateLimits(TimeProvider time) : IRateLimits
{
    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _uses = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<TimeSpan> ReserveAsync(string key, RateLimit limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var uses = _uses.GetOrAdd(key, _ => new Queue<DateTimeOffset>(limit.Uses));
        lock (uses)
        {
            var now = time.GetUtcNow();
            var use = now;
            if (uses.Count >= limit.Uses && uses.Dequeue() + limit.Per is var free && free > now)
            {
                use = free;
            }

            uses.Enqueue(use);
            return Task.FromResult(use - now);
        }
    }
}
