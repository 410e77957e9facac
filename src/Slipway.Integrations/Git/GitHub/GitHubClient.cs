using System.Net;
using System.Runtime.CompilerServices;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Asks GitHub about repositories, as whoever Slipway is there.</summary>
internal sealed class GitHubClient(GitHubHttp http, IGitHubCredentials credentials)
{
    private const int MaxPages = 50;

    /// <summary>Asks for something; statuses in <paramref name="expected"/> are given back beside success.</summary>
    internal Task<GitHubReply> GetAsync(
        GitHubRepository repository, string path, CancellationToken cancellationToken, params HttpStatusCode[] expected) =>
        SendAsync(HttpMethod.Get, repository, path, null, cancellationToken, expected);

    /// <summary>Changes something.</summary>
    internal async Task<GitHubReply> SendAsync(
        HttpMethod method, GitHubRepository repository, string path, object? body, CancellationToken cancellationToken,
        params HttpStatusCode[] expected) => await http.SendAsync(
            method, repository.Path + path, await credentials.TokenAsync(repository, cancellationToken), body, expected, cancellationToken);

    /// <summary>All entries of a list, page by page, at most 50 pages.</summary>
    internal async IAsyncEnumerable<T> ListAsync<T>(
        GitHubRepository repository, string path, string? property, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = repository.Path + path;
        for (var page = 0; page < MaxPages; page++)
        {
            var token = await credentials.TokenAsync(repository, cancellationToken);
            var reply = await http.SendAsync(HttpMethod.Get, address, token, null, [], cancellationToken);
            foreach (var entry in reply.ReadList<T>(property))
            {
                yield return entry;
            }

            if (reply.Next is null)
            {
                yield break;
            }

            address = reply.Next.AbsoluteUri;
        }
    }
}
