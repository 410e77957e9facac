namespace Slipway.Core.Ports;

/// <summary>Git working trees, one a workflow. Every operation finds what an earlier run of it has done before it does anything.</summary>
public interface IWorkspaces
{
    /// <summary>Checks that a workflow can work on a repository.</summary>
    /// <param name="repository">Path of a local repository.</param>
    /// <param name="baseBranch">The branch to start from and to merge into; <see langword="null"/> means the one checked out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The repository's root and the base branch's name.</returns>
    /// <exception cref="SlipwayException">Not a repository, bare, dirty, or without the
    /// base branch; the message says what would be right.</exception>
    Task<RepositoryInfo> InspectAsync(string repository, string? baseBranch, CancellationToken cancellationToken);

    /// <summary>
    /// Makes, or finds, the workflow's branch <c>slipway/&lt;workflow id&gt;</c> and its worktree. It begins at the newest commit of the
    /// base branch, the remote's where that is ahead; the workspace's <see cref="RepositoryInfo.BaseSha"/> is where it did.
    /// </summary>
    Task<Workspace> OpenAsync(string workflowId, RepositoryInfo repository, CancellationToken cancellationToken);

    /// <summary>As <see cref="OpenAsync"/>, with the branch at the base again: what was done on it before is left behind.</summary>
    Task<Workspace> OpenAnewAsync(string workflowId, RepositoryInfo repository, CancellationToken cancellationToken);

    /// <summary>Makes, or finds, a worktree whose commits go to a pull request's branch. It begins at the newest commit of that branch,
    /// which is <see cref="RepositoryInfo.BaseSha"/>; what others push there later is never overwritten.</summary>
    /// <exception cref="SlipwayException">The branch is in a fork, gone, or cannot be changed, or the pull request is not open
    /// (<see cref="ErrorCodes.PullRequestUnusable"/>).</exception>
    Task<Workspace> OpenOnAsync(
        string workflowId, RepositoryInfo repository, PullRequest pullRequest, CancellationToken cancellationToken);

    /// <summary>Merges the base branch, as it is now, into the workflow's branch. A merge that conflicts is committed with its conflict
    /// markers, for somebody to resolve them in a commit on top of it; one that was made before is found.</summary>
    /// <returns>Files in conflict, relative to the worktree.</returns>
    /// <exception cref="SlipwayException">The base branch is gone, or has commits here and others on its remote
    /// (<see cref="ErrorCodes.MergeRefused"/>).</exception>
    Task<IReadOnlyList<string>> MergeBaseAsync(Workspace workspace, CancellationToken cancellationToken);

    /// <summary>Finds files in which conflict markers of <see cref="MergeBaseAsync"/> still stand, committed or not.</summary>
    Task<IReadOnlyList<string>> FindConflictsAsync(Workspace workspace, CancellationToken cancellationToken);

    /// <summary>Commits everything the worktree holds and pushes the branch when the repository has a remote.</summary>
    /// <param name="workspace">Where.</param>
    /// <param name="subject">First line of the commit message.</param>
    /// <param name="marker"><c>{workflow}/{step}</c>, kept in the message's trailer so that a second run finds the commit. Without blanks.
    /// Each round of a step needs a marker of its own, such as <c>{workflow}/code-2</c>: the same one again means the same commit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The branch's state afterwards; <see cref="BranchState.Commits"/> is empty when nothing differs from the base.</returns>
    Task<BranchState> CommitAsync(Workspace workspace, string subject, string marker, CancellationToken cancellationToken);

    /// <summary>Finds what an earlier run of <see cref="CommitAsync"/> with this
    /// marker made, and pushes it if that run could not.</summary>
    /// <remarks>Commits that an agent made before it died in the middle do not count: they were never taken over by a step.</remarks>
    /// <returns>The branch's state; <see langword="null"/> when the step has made no commit yet.</returns>
    Task<BranchState?> FindCommitAsync(Workspace workspace, string marker, CancellationToken cancellationToken);

    /// <summary>Takes over commits that somebody else pushed to the workflow's branch, when they go on from where it is here.</summary>
    /// <param name="workspace">Where.</param>
    /// <param name="knownSha">The commit that the branch is known to be at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The branch's state; <see langword="null"/> when it is where it was known to be.</returns>
    /// <exception cref="SlipwayException">They do not go on from it (<see cref="ErrorCodes.GitFailed"/>).</exception>
    Task<BranchState?> PullAsync(Workspace workspace, string knownSha, CancellationToken cancellationToken);

    /// <summary>Merges a branch of the remote into the workflow's: what an agent that works elsewhere has pushed there. As with commits
    /// that an agent makes itself, the next <see cref="CommitAsync"/> takes it over. What the branch holds already is left alone.</summary>
    /// <param name="workspace">Where; nothing in it is uncommitted.</param>
    /// <param name="branch">The branch's name on the remote, as the agent says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">There is no such branch, or it conflicts (<see cref="ErrorCodes.AgentFailed"/>).</exception>
    Task TakeAsync(Workspace workspace, string branch, CancellationToken cancellationToken);

    /// <summary>Merges a branch of the repository itself into the workflow's, such as that of a workflow that it started. As with
    /// <see cref="TakeAsync"/>, the next <see cref="CommitAsync"/> takes it over.</summary>
    /// <param name="workspace">Where; nothing in it is uncommitted.</param>
    /// <param name="branch">The branch's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there was something to merge; a branch that is merged already is passed over.</returns>
    /// <exception cref="SlipwayException">There is no such branch (<see cref="ErrorCodes.GitFailed"/>), or it conflicts: then nothing of it
    /// is left, and the message names the files (<see cref="ErrorCodes.MergeConflict"/>).</exception>
    Task<bool> IntegrateAsync(Workspace workspace, string branch, CancellationToken cancellationToken);

    /// <summary>Throws away what is not committed, so that a new attempt starts from
    /// the branch's last commit. Ignored files stay.</summary>
    Task ResetAsync(Workspace workspace, CancellationToken cancellationToken);

    /// <summary>Removes the worktree; the branch and its commits stay.</summary>
    Task CloseAsync(string workflowId, CancellationToken cancellationToken);
}
