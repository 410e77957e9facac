using System.Collections.Concurrent;
using Slipway.Core.Ports;

namespace Slipway.Integrations;

/// <summary>Rate limits over a sliding time, shared through the ledger.</summary>
internal sealed class RateLimits(IUsageLedger ledger, TimeProvider time) : IRateLimits
{
    private readonly ConcurrentDictionary<string, LimitUsage> _usages = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<TimeSpan> ReserveAsync(string key, RateLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var usage = _usages.GetOrAdd(key, name => new LimitUsage(name, limit.Per, ledger, time));
        return await usage.DecideAsync(
            known =>
            {
                var free = known.Uses.Count >= limit.Uses ? known.Uses[^limit.Uses] + limit.Per : known.Now;
                var use = free > known.Now ? free : known.Now;
                return (use - known.Now, use);
            },
            cancellationToken);
    }
}
