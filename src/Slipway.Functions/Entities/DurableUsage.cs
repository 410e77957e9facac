using System.Security.Cryptography;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Entities;

/// <summary>
/// The ledger over <see cref="UsageAccount"/> and <see cref="Lane"/> entities: one of a limit for all workers of a task hub, and after a
/// restart.
/// </summary>
/// <remarks>
/// A client signals entities and reads them; only orchestrations can call them. So a use is signalled and not asked for, and what other
/// workers use is seen a few seconds later: enough for limits of a minute and an hour, whose excess the service refuses anyway. A turn is
/// asked for, and then looked for until the entity has given it.
/// </remarks>
/// <param name="time">The clock; unset: the system's.</param>
internal sealed class DurableUsage(TimeProvider? time = null) : IUsageLedger
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly string _process = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private DurableTaskClient? _client;
    private long _tickets;

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

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset> TurnAsync(string key, TimeSpan gap, CancellationToken cancellationToken)
    {
        if (_client is not { } client)
        {
            return DateTimeOffset.MinValue;
        }

        var lane = Lane.IdOf(key);
        var ticket = new LaneTicket($"{_process}/{Interlocked.Increment(ref _tickets)}", gap);
        await client.Entities.SignalEntityAsync(lane, nameof(Lane.Take), ticket, options: null, cancellationToken);
        var pause = FirstLook;
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < Patience)
        {
            var found = await client.Entities.GetEntityAsync<LaneState>(lane, includeState: true, cancellationToken);
            if (found is { IncludesState: true } && found.State.Turns.TryGetValue(ticket.Id, out var turn))
            {
                return turn;
            }

            await Task.Delay(pause, _time, cancellationToken);
            pause = pause * 2 < LongestLook ? pause * 2 : LongestLook;
        }

        throw new SlipwayException(
            ErrorCodes.GitHubUnavailable, $"No turn for a change could be had within {Patience.TotalSeconds:0} s.",
            ErrorCategory.Transient);
    }

    private async ValueTask SignalAsync(string key, string operation, object input, CancellationToken cancellationToken)
    {
        if (_client is { } client)
        {
            await client.Entities.SignalEntityAsync(UsageAccount.IdOf(key), operation, input, options: null, cancellationToken);
        }
    }
}
