using System.Net;
using System.Text.Json;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Issues, and comments on them and on pull requests.</summary>
internal sealed class GitHubIssues(GitHubClient client)
{
    private const int MaxBody = 60_000;

    /// <summary>What our comments and pull requests hold, unseen, so that a second run finds the first one's.</summary>
    internal static string MarkerOf(string workflowId) => $"<!-- slipway:{workflowId} -->";

    /// <summary>Open issues that have all of the labels, oldest first unless said otherwise. GitHub lists pull requests among them,
    /// which are left out.</summary>
    internal IAsyncEnumerable<Issue> ListAsync(
        GitHubRepository on, IEnumerable<string> labels, CancellationToken cancellationToken, bool newestFirst = false) =>
        client.ListAsync<Issue>(
                on,
                $"/issues?state=open&labels={Uri.EscapeDataString(string.Join(',', labels))}"
                    + $"&sort=created&direction={(newestFirst ? "desc" : "asc")}&per_page=100",
                null,
                cancellationToken)
            .Where(issue => issue.PullRequest is null);

    /// <summary>One issue or pull request; <see langword="null"/> when there is none of this number.</summary>
    internal async Task<Issue?> FindAsync(GitHubRepository on, int number, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(on, $"/issues/{number}", cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Gone);
        return reply.Status == HttpStatusCode.OK ? reply.Read<Issue>() : null;
    }

    /// <summary>Assigns an issue.</summary>
    /// <returns>Whether it is assigned now: GitHub accepts, and ignores, those who cannot be assigned.</returns>
    internal async Task<bool> AssignAsync(GitHubRepository on, int number, string login, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(
            HttpMethod.Post, on, $"/issues/{number}/assignees", new { assignees = new[] { login } }, cancellationToken);
        return reply.Read<Issue>().Assignees.Any(assignee => assignee.Login.Equals(login, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Closes an issue.</summary>
    internal Task CloseAsync(GitHubRepository on, int number, CancellationToken cancellationToken) => client.SendAsync(
        HttpMethod.Patch, on, $"/issues/{number}", new { state = "closed", state_reason = "completed" }, cancellationToken);

    /// <summary>Writes the workflow's one comment on an issue or pull request, or changes the one it wrote before.</summary>
    /// <returns>The comment's id.</returns>
    internal async Task<long> CommentAsync(
        GitHubRepository on, int number, string workflowId, string text, CancellationToken cancellationToken)
    {
        var body = Marked(text, workflowId);
        var login = await client.LoginAsync(on, cancellationToken);
        var own = await client.ListAsync<Comment>(on, $"/issues/{number}/comments?per_page=100", null, cancellationToken)
            .FirstOrDefaultAsync(
                comment => IsOurs(comment.Body, comment.User, workflowId, login), cancellationToken);
        if (own is not null && own.Body == body)
        {
            return own.Id;
        }

        if (own is not null)
        {
            var changed = await client.SendAsync(
                HttpMethod.Patch, on, $"/issues/comments/{own.Id}", new { body }, cancellationToken, HttpStatusCode.NotFound);
            if (changed.Status == HttpStatusCode.OK)
            {
                return own.Id;
            }
        }

        return (await client.SendAsync(HttpMethod.Post, on, $"/issues/{number}/comments", new { body }, cancellationToken))
            .Read<Comment>().Id;
    }

    /// <summary>A comment's text with its marker.</summary>
    internal static string Marked(string text, string id) =>
        $"{(text.Length > MaxBody ? text[..MaxBody] + "…" : text)}\n\n{MarkerOf(id)}";

    /// <summary>Whether a comment is the one with our marker. Anybody can write a marker into a comment. Where GitHub does not say who we
    /// are, we are an application, which people are not.</summary>
    internal static bool IsOurs(string? body, Author? author, string id, string? login) =>
        body?.Contains(MarkerOf(id), StringComparison.Ordinal) == true
            && (login is null ? author?.Type == "Bot" : string.Equals(author?.Login, login, StringComparison.OrdinalIgnoreCase));

    /// <summary>An issue, as far as it is needed.</summary>
    internal sealed record Issue
    {
        public int Number { get; init; }

        public string Title { get; init; } = "";

        public string? Body { get; init; }

        public string State { get; init; } = "";

        public string HtmlUrl { get; init; } = "";

        public IReadOnlyList<Label> Labels { get; init; } = [];

        public IReadOnlyList<Account> Assignees { get; init; } = [];

        public JsonElement? PullRequest { get; init; }
    }

    /// <summary>Somebody.</summary>
    internal sealed record Account(string Login);

    /// <summary>A label.</summary>
    internal sealed record Label(string Name);

    /// <summary>Who wrote something.</summary>
    internal sealed record Author(string Login, string? Type);

    private sealed record Comment(long Id, string? Body, Author? User);
}
