using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Slipway.Core.Ports;

namespace Slipway.Functions.Webhooks.Redelivery;

/// <summary>Wakes the <see cref="DeliverySweep"/> of a webhook that sends something: each says in its deliveries which one it is, so
/// nothing has to be configured.</summary>
internal sealed class DeliverySweeps(IWebhookDeliveries deliveries, TimeProvider time)
{
    private const int MaxHooks = 1_000;

    /// <summary>One that sends all the time is not woken each time.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromHours(1);

    private static readonly string[] Kinds = ["repository", "organization", "integration"];

    private readonly ConcurrentDictionary<string, DateTimeOffset> _woken = new(StringComparer.Ordinal);

    /// <summary>The webhook that a delivery, whose signature has been checked, came from; <see langword="null"/> when it is not swept.
    /// </summary>
    public WebhookSource? SourceOf(IHeaderDictionary headers, GitHubPayload payload)
    {
        var kind = headers["X-GitHub-Hook-Installation-Target-Type"].ToString();
        if (deliveries.Interval is null || !Kinds.Contains(kind, StringComparer.Ordinal)
            || !long.TryParse(headers["X-GitHub-Hook-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var hook)
            || payload.Text("repository", "full_name") is not { } repository)
        {
            return null;
        }

        return new WebhookSource(kind, hook, repository);
    }

    /// <summary>Wakes its sweep. A wake that fails, or that nobody waits for any more and that is lost, is made again by the next
    /// delivery.</summary>
    public async Task WakeAsync(DurableTaskClient client, WebhookSource? source)
    {
        if (source is null)
        {
            return;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{source.Kind}-{source.HookId}");
        if (_woken.Count >= MaxHooks)
        {
            _woken.Clear();
        }

        var now = time.GetUtcNow();
        if (_woken.TryGetValue(key, out var last) && now - last < Often)
        {
            return;
        }

        await client.Entities.SignalEntityAsync(
            new EntityInstanceId(nameof(DeliverySweep), key), nameof(DeliverySweep.Wake), source, options: null, CancellationToken.None);
        _woken[key] = now;
    }
}
