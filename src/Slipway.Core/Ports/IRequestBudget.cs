namespace Slipway.Core.Ports;

/// <summary>How many requests a token may still make, shared by all who use it. Thread-safe.</summary>
public interface IRequestBudget
{
    /// <summary>Takes one request out of the budget.</summary>
    /// <param name="token">Whose budget: a name for the token, never the token itself.</param>
    /// <param name="changes">Whether the request changes something: of those fewer are allowed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when it may be made; otherwise when to ask again.</returns>
    ValueTask<DateTimeOffset?> TakeAsync(string token, bool changes, CancellationToken cancellationToken);

    /// <summary>Notes that the service refuses all requests of a token for a while.</summary>
    ValueTask CloseUntilAsync(string token, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Takes the next turn among all changes that are made with a token.</summary>
    /// <param name="token">Whose.</param>
    /// <param name="gap">From this change to the next, at least; more than 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When the change may be made: now, or later.</returns>
    ValueTask<DateTimeOffset> TurnAsync(string token, TimeSpan gap, CancellationToken cancellationToken);
}
