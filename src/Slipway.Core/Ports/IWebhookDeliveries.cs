namespace Slipway.Core.Ports;

/// <summary>
/// Deliveries of webhooks, as the platform that sends them remembers them: it sends each once, and again only when asked.
/// </summary>
public interface IWebhookDeliveries
{
    /// <summary>How long to wait between two looks at failed ones; <see langword="null"/> when nobody is to look.</summary>
    TimeSpan? Interval { get; }

    /// <summary>The attempts since a time, oldest first; at most 1,000, the newest ones.</summary>
    /// <exception cref="SlipwayException">The platform cannot be asked now, or not with the credentials there are.</exception>
    Task<IReadOnlyList<WebhookAttempt>> FindAsync(WebhookSource source, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Asks for a delivery to be sent again.</summary>
    /// <param name="source">Whose.</param>
    /// <param name="attemptId">The <see cref="WebhookAttempt.Id"/> of one of its attempts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">The platform cannot be asked now, or refuses.</exception>
    Task RedeliverAsync(WebhookSource source, long attemptId, CancellationToken cancellationToken);
}
