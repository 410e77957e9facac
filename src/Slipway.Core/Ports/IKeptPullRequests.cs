namespace Slipway.Core.Ports;

/// <summary>The pull requests that a repository keeps itself, as refs, for people who look after them without a host. Thread-safe; what
/// others do to the same repository meanwhile, in whatever process or clone, is not lost.</summary>
/// <remarks>All operations throw <see cref="SlipwayException"/>: the path is no repository to work with
/// (<see cref="ErrorCodes.RepositoryUnusable"/>); its pull requests are on GitHub, or there is none of the number
/// (<see cref="ErrorCodes.PullRequestUnusable"/>); Git or the remote fails (<see cref="ErrorCodes.GitFailed"/>).</remarks>
public interface IKeptPullRequests
{
    /// <summary>All of them, by number. Those that somebody merged by hand are <c>merged</c>.</summary>
    /// <param name="repository">Path of a repository, or of a directory in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<KeptPullRequest>> ListAsync(string repository, CancellationToken cancellationToken);

    /// <summary>One of them, with all that is known of it.</summary>
    /// <param name="repository">Path of a repository, or of a directory in it.</param>
    /// <param name="number">Its number.</param>
    /// <param name="withPatch">Whether to read what it changes, too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PullRequestDetails> GetAsync(string repository, int number, bool withPatch, CancellationToken cancellationToken);

    /// <summary>Merges it as a workflow does, or finds it merged.</summary>
    /// <param name="repository">Path of a repository, or of a directory in it.</param>
    /// <param name="number">Its number.</param>
    /// <param name="expectedHead">The commit that was looked at, or at least 7 of its first characters; another head is refused.
    /// <see langword="null"/> takes the one it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">It is closed, its head is another one, or something else is in the way
    /// (<see cref="ErrorCodes.MergeRefused"/>), or it conflicts (<see cref="ErrorCodes.MergeConflict"/>).</exception>
    Task<PullRequest> MergeAsync(string repository, int number, string? expectedHead, CancellationToken cancellationToken);

    /// <summary>Keeps a comment, in the name of the repository's user (<c>user.name</c> and <c>user.email</c>).</summary>
    /// <param name="repository">Path of a repository, or of a directory in it.</param>
    /// <param name="number">The pull request's number.</param>
    /// <param name="text">At most 10,000 characters. Control characters are dropped, and what looks like a credential is masked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">It is empty or too long, the pull request has 500 comments already, or Git does not know who
    /// the user is (<see cref="ErrorCodes.InvalidRequest"/>).</exception>
    Task<PullRequestComment> CommentAsync(string repository, int number, string text, CancellationToken cancellationToken);
}
