using System.Collections.Concurrent;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>The budgets of tokens, shared through the ledger: GitHub allows 80 changes a minute and 500 an hour.</summary>
/// <remarks>What others take besides is learned from GitHub's refusals, which close the budget.</remarks>
internal sealed class RequestBudget(IUsageLedger ledger, TimeProvider time) : IRequestBudget
{
    private static readonly (TimeSpan Window, int Changes)[] Limits = [(TimeSpan.FromMinutes(1), 80), (TimeSpan.FromHours(1), 500)];

    private readonly ConcurrentDictionary<string, LimitUsage> _accounts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> TakeAsync(string token, bool changes, CancellationToken cancellationToken) =>
        AccountOf(token).DecideAsync(
            known =>
            {
                var retryAt = known.ClosedUntil > known.Now ? known.ClosedUntil : changes ? FullUntil(known) : null;
                return (retryAt, retryAt is null && changes ? known.Now : (DateTimeOffset?)null);
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask CloseUntilAsync(string token, DateTimeOffset until, CancellationToken cancellationToken) =>
        AccountOf(token).CloseUntilAsync(until, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> TurnAsync(string token, TimeSpan gap, CancellationToken cancellationToken) =>
        ledger.TurnAsync($"github/{token}/changes", gap, cancellationToken);

    private LimitUsage AccountOf(string token) =>
        _accounts.GetOrAdd(token, name => new LimitUsage($"github/{name}", Limits[^1].Window, ledger, time));

    private static DateTimeOffset? FullUntil(LimitUsage.View known)
    {
        foreach (var (window, limit) in Limits)
        {
            var within = known.Uses.Where(at => at > known.Now - window).ToList();
            if (within.Count >= limit)
            {
                return within[^limit] + window;
            }
        }

        return null;
    }
}
