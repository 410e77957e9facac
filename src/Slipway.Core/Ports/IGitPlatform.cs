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

    /// <summary>Merges the pull request, or finds it merged.</summary>
    /// <param name="workspace">Whose pull request.</param>
    /// <param name="expectedHeadSha">The commit that was validated; another head is refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">The head moved or something else is in the way (<see cref="ErrorCodes.MergeRefused"/>), or it
    /// conflicts (<see cref="ErrorCodes.MergeConflict"/>).</exception>
    Task<PullRequest> MergeAsync(Workspace workspace, string expectedHeadSha, CancellationToken cancellationToken);
}
