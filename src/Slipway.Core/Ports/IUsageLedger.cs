namespace Slipway.Core.Ports;

/// <summary>Keeps what is used of outside services' limits beyond this process, and shares it with the others that use them. Thread-safe.
/// </summary>
/// <remarks>Of uses it is a memory and no gate: what two processes use in the same moment, each learns of a little later. Turns are given
/// one by one.</remarks>
public interface IUsageLedger
{
    /// <summary>What others used: processes beside this one, and those before it.</summary>
    /// <param name="key">The limit, as in <see cref="IRateLimits"/> and <see cref="IRequestBudget"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<KnownUsage> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Notes a use.</summary>
    /// <param name="key">The limit.</param>
    /// <param name="use">When it is used.</param>
    /// <param name="keptFor">For how long a use matters: the longest time that the limit is about.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask NoteAsync(string key, DateTimeOffset use, TimeSpan keptFor, CancellationToken cancellationToken);

    /// <summary>Notes that the service refuses everything for a while.</summary>
    ValueTask CloseAsync(string key, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Takes the next turn of a lane.</summary>
    /// <param name="key">The lane.</param>
    /// <param name="gap">From this turn to the next, at least; more than 0.</param>
    /// <param name="cancellationToken">Gives up; the turn passes unused.</param>
    /// <returns>When it is: now, or later.</returns>
    /// <exception cref="SlipwayException">No turn could be had.</exception>
    ValueTask<DateTimeOffset> TurnAsync(string key, TimeSpan gap, CancellationToken cancellationToken);
}
