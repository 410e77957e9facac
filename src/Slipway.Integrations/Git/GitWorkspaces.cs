using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Artifacts;

namespace Slipway.Integrations.Git;

/// <summary>Worktrees of local repositories. See <see cref="WorktreeFiles"/> for what lies where.</summary>
internal sealed class GitWorkspaces(GitCommand git, WorktreeFiles files, RepositoryGates gates, TimeProvider time) : IWorkspaces
{
    /// <summary>What the names of workflows' branches begin with.</summary>
    internal const string BranchPrefix = "slipway/";

    private readonly RepositoryInspector _inspector = new(git);
    private readonly WorktreeCommits _commits = new(git, new GitRemote(git));
    private readonly BranchTaking _taking = new(git, new GitRemote(git));
    private readonly PullRequestBranch _pulls = new(git, new GitRemote(git));
    private readonly BaseIntoBranch _baseMerge = new(git);
    private readonly BaseBranch _ancestry = new(git);

    /// <inheritdoc/>
    public Task<RepositoryInfo> InspectAsync(string repository, string? baseBranch, CancellationToken cancellationToken) =>
        _inspector.InspectAsync(repository, baseBranch, cancellationToken);

    /// <inheritdoc/>
    public Task<Workspace> OpenAsync(string workflowId, RepositoryInfo repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return StoringAsync(workflowId, async () =>
        {
            var newest = await _ancestry.RefreshAsync(repository, time, cancellationToken);
            return await BegunAsync(await FindOrMakeAsync(workflowId, newest, cancellationToken), cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<Workspace> OpenAnewAsync(string workflowId, RepositoryInfo repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return StoringAsync(workflowId, async () =>
        {
            var newest = await _ancestry.RefreshAsync(repository, time, cancellationToken);
            var workspace = await FindOrMakeAsync(workflowId, newest, cancellationToken);
            var gitDirectory = await PrepareAsync(workspace, cancellationToken);
            await git.RunAsync(workspace.Path, ["reset", "--hard", "--quiet", newest.BaseSha], cancellationToken);
            await git.RunAsync(workspace.Path, ["clean", "-ffd", "--quiet"], cancellationToken);
            StepLog.Forget(gitDirectory);
            return workspace;
        });
    }

    /// <inheritdoc/>
    public Task<Workspace> OpenOnAsync(
        string workflowId, RepositoryInfo repository, PullRequest pullRequest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(pullRequest);
        return StoringAsync(workflowId, async () =>
        {
            var head = await _pulls.FetchAsync(repository, pullRequest, cancellationToken);
            var at = repository with { BaseBranch = pullRequest.BaseBranch, BaseSha = head };
            var workspace = await BegunAsync(await FindOrMakeAsync(workflowId, at, cancellationToken), cancellationToken);
            return workspace with { Branch = pullRequest.Branch, PullRequest = pullRequest.Number };
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> MergeBaseAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            await PrepareAsync(workspace, cancellationToken);
            return await _baseMerge.MergeAsync(workspace, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindConflictsAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            await PrepareAsync(workspace, cancellationToken);
            return await _baseMerge.FindMarkersAsync(workspace, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<BranchState> CommitAsync(Workspace workspace, string subject, string marker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            var gitDirectory = await PrepareAsync(workspace, cancellationToken);
            return await _commits.CommitAsync(workspace, gitDirectory, subject, marker, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<BranchState?> FindCommitAsync(Workspace workspace, string marker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            var gitDirectory = await PrepareAsync(workspace, cancellationToken);
            return await _commits.FindAsync(workspace, gitDirectory, marker, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<BranchState?> PullAsync(Workspace workspace, string knownSha, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            var gitDirectory = await PrepareAsync(workspace, cancellationToken);
            return await _commits.PullAsync(workspace, gitDirectory, knownSha, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task TakeAsync(Workspace workspace, string branch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentException.ThrowIfNullOrEmpty(branch);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            await PrepareAsync(workspace, cancellationToken);
            await _taking.TakeAsync(workspace, branch, cancellationToken);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<bool> IntegrateAsync(Workspace workspace, string branch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentException.ThrowIfNullOrEmpty(branch);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            await PrepareAsync(workspace, cancellationToken);
            return await _taking.IntegrateAsync(workspace, branch, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task ResetAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return StoringAsync(workspace.WorkflowId, async () =>
        {
            // An attempt starts here: what an agent did to the worktree before, even deleting it, must not outlive that agent.
            await FindOrMakeAsync(workspace.WorkflowId, workspace.Repository, cancellationToken);
            await PrepareAsync(workspace, cancellationToken);
            await git.RunAsync(workspace.Path, ["reset", "--hard", "--quiet"], cancellationToken);
            return await git.RunAsync(workspace.Path, ["clean", "-ffd", "--quiet"], cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task CloseAsync(string workflowId, CancellationToken cancellationToken)
    {
        var path = files.PathOf(workflowId);
        var common = files.RememberedRepository(workflowId);
        var repository = common is null ? path : Path.GetDirectoryName(common)!;
        return StoringAsync(workflowId, () => gates.AloneAsync(repository, Remove, cancellationToken));

        Task<bool> Remove()
        {
            WorktreeFiles.Remove(common is null ? null : WorktreeFiles.FindGitDirectory(common, path), path);
            files.ForgetRepository(workflowId);
            return Task.FromResult(true);
        }
    }

    /// <summary>A workspace that was found may have begun at an earlier commit of the base branch than the newest.</summary>
    private async Task<Workspace> BegunAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var newest = workspace.Repository.BaseSha;
        if (await _ancestry.HoldsAsync(workspace.Path, newest, "HEAD", cancellationToken))
        {
            return workspace;
        }

        var shared = await git.TryAsync(workspace.Path, ["merge-base", "HEAD", newest], cancellationToken);
        return shared.Succeeded ? workspace with { Repository = workspace.Repository with { BaseSha = shared.Output } } : workspace;
    }

    private async Task<Workspace> FindOrMakeAsync(string workflowId, RepositoryInfo repository, CancellationToken cancellationToken)
    {
        var workspace = new Workspace(workflowId, repository, BranchPrefix + workflowId, files.PathOf(workflowId));
        var common = await CommonDirectoryAsync(repository.Path, cancellationToken);
        await StaleLocks.ClearAsync([RefLock(common, workspace)], time, cancellationToken);
        var gitDirectory = WorktreeFiles.FindGitDirectory(common, workspace.Path);
        if (gitDirectory is not null && WorktreeFiles.IsReady(gitDirectory, workspace.Path))
        {
            WorktreeFiles.RepairLink(gitDirectory, workspace.Path);
            return workspace;
        }

        return await gates.AloneAsync(
            repository.Path, () => MakeAsync(workspace, common, gitDirectory, cancellationToken), cancellationToken);
    }

    /// <summary>Makes the worktree, in the place of whatever is left of an earlier one.</summary>
    private async Task<Workspace> MakeAsync(
        Workspace workspace, string common, string? leftGitDirectory, CancellationToken cancellationToken)
    {
        files.RememberRepository(workspace.WorkflowId, common);
        WorktreeFiles.Remove(leftGitDirectory, workspace.Path);
        await AddAsync(workspace, cancellationToken);
        var gitDirectory = WorktreeFiles.FindGitDirectory(common, workspace.Path)
            ?? throw new SlipwayException(ErrorCodes.GitFailed, $"Git made no worktree at '{workspace.Path}'.");
        WorktreeFiles.MarkReady(gitDirectory);
        return workspace;
    }

    private async Task AddAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var repository = workspace.Repository;
        var branch = await git.TryAsync(
            repository.Path, ["rev-parse", "-q", "--verify", $"refs/heads/{workspace.LocalBranch}"], cancellationToken);
        string[] arguments = branch.Succeeded
            ? ["worktree", "add", "--quiet", workspace.Path, workspace.LocalBranch]
            : ["worktree", "add", "--quiet", "--no-track", "-b", workspace.LocalBranch, workspace.Path, repository.BaseSha];
        await git.RunAsync(repository.Path, arguments, cancellationToken);
    }

    /// <summary>
    /// Puts right what an agent or a crash may have left: links, locks, unfinished operations, another branch checked out.
    /// </summary>
    /// <returns>The worktree's own Git directory.</returns>
    private async Task<string> PrepareAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var common = await CommonDirectoryAsync(workspace.Repository.Path, cancellationToken);
        var gitDirectory = WorktreeFiles.FindGitDirectory(common, workspace.Path);
        if (gitDirectory is null || !WorktreeFiles.IsReady(gitDirectory, workspace.Path))
        {
            throw new SlipwayException(
                ErrorCodes.GitFailed,
                $"The worktree '{workspace.Path}' of workflow {workspace.WorkflowId} is gone. Recover the workflow: it is then made anew.");
        }

        WorktreeFiles.RepairLink(gitDirectory, workspace.Path);
        await StaleLocks.ClearAsync(
            [Path.Combine(gitDirectory, "index.lock"), Path.Combine(gitDirectory, "HEAD.lock"), RefLock(common, workspace)],
            time,
            cancellationToken);
        GitState.ForgetUnfinished(gitDirectory);

        // As a rule all is well, which takes one process to see: what HEAD names is there when it descends from the base.
        if (!WorktreeFiles.IsOnBranch(gitDirectory, BranchRef(workspace)) || !await HoldsBaseAsync(workspace, cancellationToken))
        {
            await AttachAsync(workspace, cancellationToken);
            await PutBackOnBaseAsync(workspace, gitDirectory, cancellationToken);
        }

        return gitDirectory;
    }

    /// <summary>
    /// Makes the workflow's branch the one checked out, with the files as they are; commits made on top of it elsewhere are taken along.
    /// </summary>
    private async Task AttachAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var name = BranchRef(workspace);
        var current = await git.TryAsync(workspace.Path, ["symbolic-ref", "-q", "HEAD"], cancellationToken);
        var branch = await git.TryAsync(workspace.Path, ["rev-parse", "-q", "--verify", name + "^{commit}"], cancellationToken);
        if (current.Output == name && branch.Succeeded)
        {
            return;
        }

        var head = await git.TryAsync(workspace.Path, ["rev-parse", "-q", "--verify", "HEAD^{commit}"], cancellationToken);
        var start = branch.Succeeded ? branch.Output : workspace.Repository.BaseSha;
        var ahead = head.Succeeded
            && (await git.TryAsync(workspace.Path, ["merge-base", "--is-ancestor", start, head.Output], cancellationToken)).Succeeded;
        await git.RunAsync(workspace.Path, ["update-ref", name, ahead ? head.Output : start], cancellationToken);
        await git.RunAsync(workspace.Path, ["symbolic-ref", "HEAD", name], cancellationToken);
    }

    /// <summary>
    /// Puts a branch that an agent cut off from its base (by amending the base's commit, or beginning a history of its own) back onto the
    /// commit that the last step left, or the base. Its files stay as they are, to be committed as one.
    /// </summary>
    private async Task PutBackOnBaseAsync(Workspace workspace, string gitDirectory, CancellationToken cancellationToken)
    {
        if (await HoldsBaseAsync(workspace, cancellationToken))
        {
            return;
        }

        var start = workspace.Repository.BaseSha;
        var last = await StepLog.LastHeadAsync(gitDirectory, cancellationToken);
        var good = last is not null && await _ancestry.HoldsAsync(workspace.Path, start, last, cancellationToken) ? last : start;
        var reset = await git.TryAsync(workspace.Path, ["reset", "--soft", "--quiet", good], cancellationToken);
        if (!reset.Succeeded)
        {
            throw new SlipwayException(
                ErrorCodes.GitFailed,
                $"The branch '{workspace.Branch}' no longer descends from {start[..Math.Min(12, start.Length)]}, where it began, and "
                + $"cannot be put back there. Go back to PLANNING, to begin it anew. Git says: {reset.Error}");
        }
    }

    private Task<bool> HoldsBaseAsync(Workspace workspace, CancellationToken cancellationToken) =>
        _ancestry.HoldsAsync(workspace.Path, workspace.Repository.BaseSha, "HEAD", cancellationToken);

    private async Task<string> CommonDirectoryAsync(string repository, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(repository))
        {
            throw new SlipwayException(
                ErrorCodes.RepositoryUnusable, $"The repository '{repository}' does not exist any more. Put it back where it was.");
        }

        if (WorktreeFiles.FindCommonDirectory(repository) is { } common)
        {
            return common;
        }

        var output = await git.RunAsync(repository, ["rev-parse", "--git-common-dir"], cancellationToken);
        return Path.GetFullPath(output, repository);
    }

    private async Task<T> StoringAsync<T>(string workflowId, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            throw StorageFailure.Of($"The worktree of workflow {workflowId}", files.PathOf(workflowId), exception);
        }
    }

    private static string BranchRef(Workspace workspace) => $"refs/heads/{workspace.LocalBranch}";

    private static string RefLock(string commonDirectory, Workspace workspace) =>
        Path.Combine(commonDirectory, "refs", "heads", workspace.LocalBranch + ".lock");
}
