namespace Slipway.Core.Ports;

/// <summary>What people say of pull requests on their platform.</summary>
public interface IPullRequestReviews
{
    /// <summary>What reviewers who may write to the repository decided about a commit: the last word of each counts, and one who asks for
    /// changes outweighs those who approve.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="number">The pull request.</param>
    /// <param name="headSha">The commit; what was said of another one does not count.</param>
    /// <param name="author">Whoever asked for the change: their approval does not count. <see langword="null"/>: everybody's does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when nobody decided, or the repository is on no platform with reviews.</returns>
    /// <exception cref="SlipwayException">The platform cannot be asked now.</exception>
    Task<PullRequestReview?> FindAsync(
        RepositoryInfo repository, int number, string headSha, string? author, CancellationToken cancellationToken);
}
