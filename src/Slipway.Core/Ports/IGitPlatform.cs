namespace Slipway.Core.Ports;

/// <summary>Where pull requests live. Every operation finds what an earlier run of it has done before it does anything.</summary>
public interface IGitPlatform
{
    /// <summary>Opens the workflow's pull request, or finds and updates the open one of the same branch.</summary>
    Task<PullRequest> OpenPullRequestAsync(Workspace workspace, PullRequestText text, CancellationToken cancellationToken);

    /// <summary>Finds a pull request by the branch it wants merged; <see langword="null"/> when there is none. It is
    /// <c>merged</c> also when somebody merged it by hand.</summary>
    Task<PullRequest?> FindPullRequestAsync(RepositoryInfo repository, string branch, CancellationToken cancellationToken);

    /// <summary>Finds a pull request by its number; <see langword="null"/> when there is none.</summary>
    Task<PullRequest?> GetPullRequestAsync(RepositoryInfo repository, int number, CancellationToken cancellationToken);

    /// <summary>Finds the newest open pull request whose text has a link; <see langword="null"/> when none has, or the platform has no
    /// pull requests but Slipway's own.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="link">The link's end, such as <c>/agent/trace/12</c>: what goes on with a letter or digit is another link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PullRequest?> FindLinkedPullRequestAsync(RepositoryInfo repository, string link, CancellationToken cancellationToken) =>
        Task.FromResult<PullRequest?>(null);

    /// <summary>Tells how a workflow stands at its pull request: in one comment, which is changed, and at the commit where the platform has
    /// checks. Where pull requests are kept in the repository, what passes by itself is not kept.</summary>
    /// <param name="workspace">Whose.</param>
    /// <param name="number">The pull request's number.</param>
    /// <param name="report">How it stands.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">The platform refuses it, or cannot be asked now.</exception>
    Task ReportAsync(Workspace workspace, int number, WorkflowReport report, CancellationToken cancellationToken);

    /// <summary>Says something on a pull request, once; said again under the same marker, it is found, and changed where comments can be.
    /// </summary>
    /// <param name="repository">Where.</param>
    /// <param name="number">The pull request's number.</param>
    /// <param name="reply">What, and in whose thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">There is no such pull request, or the platform refuses it or cannot be asked now.</exception>
    Task CommentAsync(RepositoryInfo repository, int number, PullRequestReply reply, CancellationToken cancellationToken);

    /// <summary>Merges the pull request, or finds it merged.</summary>
    /// <param name="workspace">Whose pull request.</param>
    /// <param name="expectedHeadSha">The commit that was validated; another head is refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">The head moved or something else is in the way (<see cref="ErrorCodes.MergeRefused"/>), or it
    /// conflicts (<see cref="ErrorCodes.MergeConflict"/>).</exception>
    Task<PullRequest> MergeAsync(Workspace workspace, string expectedHeadSha, CancellationToken cancellationToken);
}
