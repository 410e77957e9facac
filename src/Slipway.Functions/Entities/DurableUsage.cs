using System.Security.Cryptography;
using Microsoft.DurableTask.Client;
using Slipway.Core.Ports;

namespace Slipway.Functions.Entities;

/// <summary>
/// The ledger over <see cref="UsageAccount"/> entities: one of a limit for all workers of a task hub, and after a restart.
/// </summary>
/// <remarks>
/// A client signals entities and reads them; only orchestrations can call them. So a use is signalled and not asked for, and what other
/// workers use is seen a few seconds later: enough for limits of a minute and an hour, whose excess the service refuses anyway.
/// </remarks>
internal sealed class DurableUsage : IUsageLedger
{
    private readonly string _process = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private DurableTaskClient? _client;

    /// <summary>Takes the client that a function is bound to; every function that asks an outside service gives it.</summary>
    public void Over(DurableTaskClient client) => _client = client;

    /// <inheritdoc/>
    public async ValueTask<KnownUsage> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (_client is not { } client
            || await client.Entities.GetEntityAsync<UsageAccountState>(
                UsageAccount.IdOf(key), includeState: true, cancellationToken) is not { IncludesState: true } account)
        {
            return KnownUsage.None;
        }

        var others = account.State.Uses.Where(entry => entry.Key != _process).SelectMany(entry => entry.Value);
        return new KnownUsage([.. others.Select(DateTimeOffset.FromUnixTimeMilliseconds)], account.State.ClosedUntil);
    }

    /// <inheritdoc/>
    public ValueTask NoteAsync(string key, DateTimeOffset use, TimeSpan keptFor, CancellationToken cancellationToken) =>
        SignalAsync(key, nameof(UsageAccount.Note), new UsageNote(_process, use, keptFor), cancellationToken);

    /// <inheritdoc/>
    public ValueTask CloseAsync(string key, DateTimeOffset until, CancellationToken cancellationToken) =>
        SignalAsync(key, nameof(UsageAccount.Close), until, cancellationToken);

    private async ValueTask SignalAsync(string key, string operation, object input, CancellationToken cancellationToken)
    {
        if (_client is { } client)
        {
            await client.Entities.SignalEntityAsync(UsageAccount.IdOf(key), operation, input, options: null, cancellationToken);
        }
    }
}
