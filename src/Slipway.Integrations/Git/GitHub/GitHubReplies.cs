using System.Net;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Says things on pull requests on GitHub: in the thread of a review comment, or else as an ordinary comment.</summary>
internal sealed class GitHubReplies(GitHubClient client, GitHubIssues issues)
{
    /// <summary>Says it, or changes what was said under the same marker.</summary>
    internal async Task SayAsync(GitHubRepository on, int number, PullRequestReply reply, CancellationToken cancellationToken)
    {
        if (reply.InReplyTo is not { } comment || !await TryReplyAsync(on, number, comment, reply, cancellationToken))
        {
            await issues.CommentAsync(on, number, reply.Marker, reply.Text, cancellationToken);
        }
    }

    /// <returns>Whether it is said; not when the comment is gone.</returns>
    private async Task<bool> TryReplyAsync(
        GitHubRepository on, int number, long comment, PullRequestReply reply, CancellationToken cancellationToken)
    {
        var body = GitHubIssues.Marked(reply.Text, reply.Marker);
        var login = await client.LoginAsync(on, cancellationToken);
        var thread = await client.ListAsync<Comment>(on, $"/pulls/{number}/comments?per_page=100", null, cancellationToken)
            .ToListAsync(cancellationToken);
        if (thread.Find(each => GitHubIssues.IsOurs(each.Body, each.User, reply.Marker, login)) is { } own)
        {
            return own.Body == body || await WasTakenAsync(HttpMethod.Patch, $"/pulls/comments/{own.Id}");
        }

        // GitHub takes replies to the comment only that a thread begins with.
        return thread.Find(each => each.Id == comment) is { } there
            && await WasTakenAsync(HttpMethod.Post, $"/pulls/{number}/comments/{there.InReplyToId ?? there.Id}/replies");

        async Task<bool> WasTakenAsync(HttpMethod method, string path) =>
            (await client.SendAsync(method, on, path, new { body }, cancellationToken, HttpStatusCode.NotFound)).Status
                != HttpStatusCode.NotFound;
    }

    private sealed record Comment(long Id, string? Body, GitHubIssues.Author? User, long? InReplyToId);
}
