using Slipway.Core.Ports;

namespace Slipway.Integrations;

/// <summary>The use of one limit: this process's, and that of others as the ledger last said. Thread-safe.</summary>
/// <param name="key">The limit's name in the ledger.</param>
/// <param name="keptFor">For how long a use matters.</param>
/// <param name="ledger">Where others' uses are known.</param>
/// <param name="time">The clock.</param>
internal sealed class LimitUsage(string key, TimeSpan keptFor, IUsageLedger ledger, TimeProvider time)
{
    /// <summary>For so long the ledger is not asked again.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<DateTimeOffset> _own = [];
    private KnownUsage _others = KnownUsage.None;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>What a decision goes by.</summary>
    /// <param name="Now">The time.</param>
    /// <param name="Uses">All uses that matter, and those reserved, the earliest first.</param>
    /// <param name="ClosedUntil">Until when everything is refused; in the past when it is not.</param>
    internal readonly record struct View(DateTimeOffset Now, IReadOnlyList<DateTimeOffset> Uses, DateTimeOffset ClosedUntil);

    /// <summary>Decides, one at a time, and notes the use that the decision is about.</summary>
    internal async ValueTask<T> DecideAsync<T>(Func<View, (T Answer, DateTimeOffset? Use)> decide, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _readAt >= Fresh)
        {
            var others = await ledger.ReadAsync(key, cancellationToken);
            lock (_lock)
            {
                _others = others;
                _readAt = time.GetUtcNow();
            }
        }

        (T Answer, DateTimeOffset? Use) decision;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _own.RemoveAll(use => use <= now - keptFor);
            var uses = _own.Concat(_others.Uses).Where(use => use > now - keptFor).Order().ToList();
            var closed = _others.ClosedUntil > _closedUntil ? _others.ClosedUntil.Value : _closedUntil;
            decision = decide(new View(now, uses, closed));
            if (decision.Use is { } use)
            {
                _own.Add(use);
            }
        }

        if (decision.Use is { } noted)
        {
            await ledger.NoteAsync(key, noted, keptFor, cancellationToken);
        }

        return decision.Answer;
    }

    /// <summary>Notes that everything is refused for a while.</summary>
    internal ValueTask CloseUntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _closedUntil = until > _closedUntil ? until : _closedUntil;
        }

        return ledger.CloseAsync(key, until, cancellationToken);
    }
}
