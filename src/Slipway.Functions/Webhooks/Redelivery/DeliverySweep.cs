using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Functions.Webhooks.Redelivery;

/// <summary>
/// The entity, one a webhook, that finds deliveries which failed, because this host was down or slow, and has GitHub send them again.
/// GitHub does so only when asked, and remembers them for three days.
/// </summary>
/// <remarks>Its first delivery starts it; from then on it wakes itself. What is sent again has the same <c>X-GitHub-Delivery</c>, so one
/// that arrived after all changes nothing.</remarks>
/// <param name="deliveries">GitHub.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of failures.</param>
/// <param name="hostStops">Stops looking; it goes on later.</param>
internal sealed partial class DeliverySweep(
    IWebhookDeliveries deliveries, TimeProvider time, ILogger logger, CancellationToken hostStops) : TaskEntity<DeliverySweepState>
{
    private const int MaxTimes = 5;
    private const int MaxAtOnce = 50;

    /// <summary>After so many looks that failed, the webhook is taken to be gone, or the token not to be allowed to look.</summary>
    private const int MaxFailures = 20;

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(3);

    /// <summary>Says that a webhook is there.</summary>
    public void Wake(WebhookSource source)
    {
        State.Source = source;
        if (deliveries.Interval is not { } interval || State.NextAt > time.GetUtcNow() - interval)
        {
            return;
        }

        State.Since = State.Since == default ? time.GetUtcNow() : State.Since;
        State.Failures = 0;
        GoOnAt(time.GetUtcNow() + interval);
    }

    /// <summary>Its own signal, when it is time to look.</summary>
    public async Task Look()
    {
        State.NextAt = null;
        if (State.Source is not { } source || deliveries.Interval is not { } interval)
        {
            return;
        }

        DateTimeOffset? retryAt = null;
        try
        {
            await SweepAsync(source);
            State.Failures = 0;
        }
        catch (SlipwayException exception)
        {
            State.Failures++;
            retryAt = exception.RetryAt;
            LogNotLooked(exception, source.HookId, source.Repository, exception.Message);
        }

        if (State.Failures < MaxFailures)
        {
            var next = time.GetUtcNow() + interval;
            GoOnAt(retryAt > next ? retryAt.Value : next);
        }
        else
        {
            LogGivenUp(source.HookId, source.Repository);
        }
    }

    private async Task SweepAsync(WebhookSource source)
    {
        var now = time.GetUtcNow();
        var oldest = now - Remembered;
        var attempts = await deliveries.FindAsync(source, State.Since > oldest ? State.Since : oldest, hostStops);
        var failed = attempts.GroupBy(attempt => attempt.Delivery, StringComparer.Ordinal)
            .Where(delivery => !delivery.Any(attempt => attempt.Succeeded))
            .Select(delivery => delivery.Last())
            .Where(attempt => TimesOf(attempt) < MaxTimes)
            .ToList();
        foreach (var attempt in failed.Take(MaxAtOnce))
        {
            // Noted before: one that GitHub refuses is not tried for ever.
            State.Redelivered[attempt.Delivery] = new DeliverySweepState.Redelivery(TimesOf(attempt) + 1, now);
            await deliveries.RedeliverAsync(source, attempt.Id, hostStops);
            LogRedelivered(attempt.Delivery, source.Repository);
        }

        State.Since = failed.Count > MaxAtOnce ? failed[MaxAtOnce - 1].At
            : attempts.Count > 0 ? attempts.Max(attempt => attempt.At)
            : State.Since;
        foreach (var forgotten in State.Redelivered.Where(entry => entry.Value.At < oldest).Select(entry => entry.Key).ToList())
        {
            State.Redelivered.Remove(forgotten);
        }
    }

    private int TimesOf(WebhookAttempt attempt) => State.Redelivered.GetValueOrDefault(attempt.Delivery)?.Times ?? 0;

    private void GoOnAt(DateTimeOffset at)
    {
        State.NextAt = at;
        Context.SignalEntity(Context.Id, nameof(Look), options: new SignalEntityOptions { SignalTime = at });
    }
}
