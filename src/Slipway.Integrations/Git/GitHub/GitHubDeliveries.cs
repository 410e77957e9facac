using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>What GitHub remembers, for three days, of the deliveries of a webhook.</summary>
internal sealed class GitHubDeliveries(GitHubHttp http, IGitHubCredentials credentials, GitHubOptions options) : IWebhookDeliveries
{
    /// <summary>How far one look goes back: 50,000 attempts, of which GitHub keeps those of three days.</summary>
    private const int MaxPages = 500;

    /// <inheritdoc/>
    public TimeSpan? Interval => options.IsSet && options.RedeliveryInterval > TimeSpan.Zero ? options.RedeliveryInterval : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WebhookAttempt>> FindAsync(
        WebhookSource source, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var token = await TokenAsync(source, cancellationToken);
        var found = new List<WebhookAttempt>();
        var address = $"{PathOf(source)}?per_page=100";
        for (var page = 0; page < MaxPages; page++)
        {
            var reply = await http.SendAsync(HttpMethod.Get, address, token, null, [], cancellationToken);
            var attempts = reply.ReadList<Delivery>().ToList();
            found.AddRange(attempts.Where(attempt => attempt.DeliveredAt > since).Select(attempt => new WebhookAttempt(
                attempt.Id, attempt.Guid, attempt.DeliveredAt, attempt.StatusCode is >= 200 and < 300)));
            if (reply.Next is null || attempts.Exists(attempt => attempt.DeliveredAt <= since))
            {
                break;
            }

            address = reply.Next.AbsoluteUri;
        }

        found.Reverse();
        return found;
    }

    /// <inheritdoc/>
    public async Task RedeliverAsync(WebhookSource source, long attemptId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var token = await TokenAsync(source, cancellationToken);
        await http.SendAsync(HttpMethod.Post, $"{PathOf(source)}/{attemptId}/attempts", token, null, [], cancellationToken);
    }

    private Task<GitHubToken> TokenAsync(WebhookSource source, CancellationToken cancellationToken)
    {
        if (source.Kind == "integration")
        {
            return Task.FromResult(credentials.AppToken() ?? throw GitHubErrors.Refused(
                "The webhook is a GitHub App's: set Slipway:GitHub:AppId and AppKeyName, so that failed deliveries can be asked for."));
        }

        return credentials.TokenAsync(RepositoryOf(source), cancellationToken);
    }

    private static string PathOf(WebhookSource source) => source.Kind switch
    {
        "integration" => "/app/hook/deliveries",
        "organization" => $"/orgs/{RepositoryOf(source).Owner}/hooks/{source.HookId}/deliveries",
        _ => $"{RepositoryOf(source).Path}/hooks/{source.HookId}/deliveries",
    };

    private static GitHubRepository RepositoryOf(WebhookSource source) =>
        GitHubRepository.Named(source.Repository) ?? throw GitHubErrors.Refused($"'{source.Repository}' is no repository on GitHub.");

    private sealed record Delivery(long Id, string Guid, DateTimeOffset DeliveredAt, int StatusCode);
}
