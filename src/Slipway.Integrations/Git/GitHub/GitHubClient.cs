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
        params HttpStatusCode[] expected) =>
        await AskAsync(method, repository, repository.Path + path, body, expected, cancellationToken);

    /// <summary>Who Slipway is at GitHub; <see langword="null"/> when it is an application, which GitHub does not tell.</summary>
    internal async Task<string?> LoginAsync(GitHubRepository repository, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(HttpMethod.Get, repository, "/user", null, [HttpStatusCode.Forbidden], cancellationToken);
        return reply.Status == HttpStatusCode.OK ? reply.Read<User>().Login : null;
    }

    /// <summary>All entries of a list, page by page, at most 50 pages.</summary>
    internal async IAsyncEnumerable<T> ListAsync<T>(
        GitHubRepository repository, string path, string? property, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = repository.Path + path;
        for (var page = 0; page < MaxPages; page++)
        {
            var reply = await AskAsync(HttpMethod.Get, repository, address, null, [], cancellationToken);
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

    /// <summary>Asks once more with a new token when GitHub no longer takes the one that was kept.</summary>
    private async Task<GitHubReply> AskAsync(
        HttpMethod method, GitHubRepository repository, string address, object? body, HttpStatusCode[] expected,
        CancellationToken cancellationToken)
    {
        var token = await credentials.TokenAsync(repository, cancellationToken);
        if (credentials.CanRenew)
        {
            var reply = await http.SendAsync(
                method, address, token, body, [.. expected, HttpStatusCode.Unauthorized], cancellationToken);
            if (reply.Status != HttpStatusCode.Unauthorized)
            {
                return reply;
            }

            credentials.Forget(repository, token);
            token = await credentials.TokenAsync(repository, cancellationToken);
        }

        return await http.SendAsync(method, address, token, body, expected, cancellationToken);
    }

    private sealed record User(string Login);
}
