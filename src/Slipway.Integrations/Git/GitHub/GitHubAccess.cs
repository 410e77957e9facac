using System.Net;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>
/// Asks GitHub what people may do. What a delivery says of them is not enough: a member of an organisation may only read.
/// </summary>
internal sealed class GitHubAccess(GitHubClient client, GitHubOptions options) : IRepositoryAccess
{
    /// <inheritdoc/>
    public bool IsConfigured => options.IsSet;

    /// <inheritdoc/>
    public async Task<bool> MayWriteAsync(string repository, string login, CancellationToken cancellationToken)
    {
        if (GitHubRepository.Named(repository) is not { } on)
        {
            return false;
        }

        var reply = await client.GetAsync(
            on, $"/collaborators/{Uri.EscapeDataString(login)}/permission", cancellationToken, HttpStatusCode.NotFound);
        return reply.Status == HttpStatusCode.OK && reply.Read<Granted>().Permission is ("admin" or "write");
    }

    private sealed record Granted(string Permission);
}
