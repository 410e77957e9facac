using System.Text;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Reviews of pull requests on GitHub.</summary>
internal sealed class GitHubReviews(GitHubClient client, GitHubRemotes remotes, IRepositoryAccess access) : IPullRequestReviews
{
    private const int MaxComments = 50;
    private const int MaxReviewers = 50;
    private const string Approved = "APPROVED";
    private const string ChangesRequested = "CHANGES_REQUESTED";

    private static readonly string[] Deciding = [Approved, ChangesRequested, "DISMISSED"];

    /// <inheritdoc/>
    public async Task<PullRequestReview?> FindAsync(
        RepositoryInfo repository, int number, string headSha, string? author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return await remotes.FindAsync(repository, cancellationToken) is { } on
            ? await FindAsync(on, number, headSha, author, cancellationToken)
            : null;
    }

    /// <summary>The reviews come oldest first: the last that decides is a reviewer's word.</summary>
    internal async Task<PullRequestReview?> FindAsync(
        GitHubRepository on, int number, string headSha, string? author, CancellationToken cancellationToken)
    {
        var reviews = await client.ListAsync<Review>(on, $"/pulls/{number}/reviews?per_page=100", null, cancellationToken)
            .Where(review => review.CommitId == headSha && review.User is { Type: not "Bot" } && Deciding.Contains(review.State))
            .ToListAsync(cancellationToken);
        var words = await reviews.GroupBy(review => review.User!.Login, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.Last())
            .Where(review => review.State != Approved || !review.User!.Login.Equals(author, StringComparison.OrdinalIgnoreCase))
            .Take(MaxReviewers)
            .ToAsyncEnumerable()
            .Where(async (review, token) => await access.MayWriteAsync(on.ToString(), review.User!.Login, token))
            .ToListAsync(cancellationToken);
        if (words.Find(review => review.State == ChangesRequested) is { } refused)
        {
            return new PullRequestReview(Approved: false, refused.User!.Login, await TextAsync(on, number, refused, cancellationToken));
        }

        return words.Find(review => review.State == Approved) is { } approved
            ? new PullRequestReview(Approved: true, approved.User!.Login, approved.Body ?? "")
            : null;
    }

    private async Task<string> TextAsync(GitHubRepository on, int number, Review review, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(review.Body?.Trim()).Append('\n');
        var comments = client.ListAsync<Comment>(
            on, $"/pulls/{number}/reviews/{review.Id}/comments?per_page={MaxComments}", null, cancellationToken);
        await foreach (var comment in comments.Take(MaxComments))
        {
            text.Append(comment.Path);
            if ((comment.Line ?? comment.OriginalLine) is { } line)
            {
                text.Append(':').Append(line);
            }

            text.Append(": ").Append(comment.Body?.Trim()).Append('\n');
        }

        return text.ToString().Trim();
    }

    private sealed record Review(long Id, Account? User, string? Body, string State, string? CommitId);

    private sealed record Account(string Login, string? Type);

    private sealed record Comment(string Path, int? Line, int? OriginalLine, string? Body);
}
