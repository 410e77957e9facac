using Slipway.Core.Ports;

namespace Slipway.Integrations;

/// <summary>Where nothing keeps it: limits begin anew with this process, and hold for it alone.</summary>
internal sealed class NoUsageLedger : IUsageLedger
{
    /// <inheritdoc/>
    public ValueTask<KnownUsage> ReadAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(KnownUsage.None);

    /// <inheritdoc/>
    public ValueTask NoteAsync(string key, DateTimeOffset use, TimeSpan keptFor, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask CloseAsync(string key, DateTimeOffset until, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> TurnAsync(string key, TimeSpan gap, CancellationToken cancellationToken) =>
        ValueTask.FromResult(DateTimeOffset.MinValue);
}
