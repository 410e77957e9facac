using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Merges the base branch into a workflow's branch, in its worktree.</summary>
/// <remarks>
/// The merge is committed at once, with conflict markers where it conflicts: whatever becomes of the worktree afterwards, the branch
/// then holds the base, and what the agent makes of the conflict is an ordinary commit on top. A marker's last line ends with the
/// merged commit, by which markers of ours are told from lines that only look like them.
/// </remarks>
internal sealed class BaseIntoBranch(GitCommand git)
{
    private readonly BaseBranch _base = new(git);
    private readonly BranchMerges _merges = new(git);

    /// <summary>Merges, unless the branch holds the base already.</summary>
    /// <returns>Files in conflict.</returns>
    internal async Task<IReadOnlyList<string>> MergeAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var (repository, directory) = (workspace.Repository, workspace.Path);
        var (_, _, newest) = await _base.LocateAsync(repository, repository.BaseBranch, cancellationToken);
        var target = newest ?? throw BaseBranch.Diverged(repository, repository.BaseBranch);
        if (await _base.HoldsAsync(directory, target, "HEAD", cancellationToken))
        {
            return await FindMarkersAsync(workspace, cancellationToken);
        }

        var identity = new GitContext(Variables: await GitIdentity.ReadAsync(git, directory, cancellationToken));
        string[] merge = ["merge", "--no-ff", "--no-commit", "--quiet", "--no-verify-signatures", target];
        var merged = await git.TryAsync(directory, merge, cancellationToken, identity);
        var unmerged = await git.RunAsync(directory, ["diff", "--name-only", "-z", "--diff-filter=U"], cancellationToken);
        var conflicts = unmerged.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        if (!merged.Succeeded && conflicts.Count == 0)
        {
            throw GitCommand.Failed(merge, merged);
        }

        await git.RunAsync(directory, ["add", "-A", "--", ":/"], cancellationToken);
        var message = $"Merge {repository.BaseBranch} into {workspace.Branch}\n"
            + (conflicts.Count == 0 ? string.Empty : "\nThe conflicts are resolved by what follows.\n");
        await git.RunAsync(
            directory,
            ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "-F", "-"],
            cancellationToken,
            identity with { Input = message });
        return conflicts;
    }

    /// <summary>Files in which a conflict marker still stands.</summary>
    internal async Task<IReadOnlyList<string>> FindMarkersAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var merged = await _merges.OfBaseAsync(workspace.Path, workspace.Repository.BaseSha, "HEAD", cancellationToken);
        if (merged.Count == 0)
        {
            return [];
        }

        var patterns = merged.SelectMany(sha => new[] { "-e", $">>>>>>> {sha}" });
        var found = await git.TryAsync(
            workspace.Path, ["grep", "-l", "-z", "-I", "-F", "--untracked", .. patterns, "--", ":/"], cancellationToken);
        return found.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
