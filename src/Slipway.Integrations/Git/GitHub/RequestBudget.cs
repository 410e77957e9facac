using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>The budgets of this process's tokens, in memory: GitHub allows 80 changes a minute and 500 an hour.</summary>
/// <remarks>What another process takes is learned from GitHub's refusals, which close the budget.</remarks>
internal sealed class RequestBudget(TimeProvider time) : IRequestBudget
{
    private const int MaxTokens = 1_000;

    private static readonly (TimeSpan Window, int Changes)[] Limits = [(TimeSpan.FromMinutes(1), 80), (TimeSpan.FromHours(1), 500)];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> TakeAsync(string token, bool changes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(AccountOf(token).Take(changes, time.GetUtcNow()));
        }
    }

    /// <inheritdoc/>
    public ValueTask CloseUntilAsync(string token, DateTimeOffset until, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            AccountOf(token).CloseUntil(until);
        }

        return ValueTask.CompletedTask;
    }

    private Account AccountOf(string token)
    {
        if (_accounts.TryGetValue(token, out var account))
        {
            return account;
        }

        // Installation tokens come and go.
        if (_accounts.Count >= MaxTokens)
        {
            _accounts.Clear();
        }

        return _accounts[token] = new Account();
    }

    private sealed class Account
    {
        private readonly Queue<DateTimeOffset> _changes = new();
        private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

        internal void CloseUntil(DateTimeOffset until) => _closedUntil = until > _closedUntil ? until : _closedUntil;

        internal DateTimeOffset? Take(bool changes, DateTimeOffset now)
        {
            if (_closedUntil > now)
            {
                return _closedUntil;
            }

            if (!changes)
            {
                return null;
            }

            while (_changes.TryPeek(out var oldest) && oldest <= now - Limits[^1].Window)
            {
                _changes.Dequeue();
            }

            foreach (var (window, limit) in Limits)
            {
                var within = _changes.Where(at => at > now - window).ToList();
                if (within.Count >= limit)
                {
                    return within[^limit] + window;
                }
            }

            _changes.Enqueue(now);
            return null;
        }
    }
}
