using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Git;

/// <summary>Merges what others did into a workflow's branch: an agent that pushed elsewhere, or a workflow that it started.</summary>
/// <remarks>A merge, and no copy: the next round goes on from it, and a platform that sees the agent's commits in the base branch takes the
/// agent's own pull request for merged. It counts as a commit that an agent made in the worktree: the step that takes it over marks it.
/// </remarks>
internal sealed class BranchTaking(GitCommand git, GitRemote remote)
{
    /// <summary>What tells such a merge from one of the base branch.</summary>
    internal const string Trailer = "Slipway-Taken";

    private const int ShownFiles = 10;

    /// <summary>Merges it, unless the workflow's branch holds it already.</summary>
    /// <exception cref="SlipwayException">There is no such branch on the remote, or it conflicts with the workflow's.</exception>
    internal async Task TakeAsync(Workspace workspace, string branch, CancellationToken cancellationToken)
    {
        var directory = workspace.Path;
        var name = workspace.Repository.Remote ?? throw Failed(
            $"The agent worked on the branch '{Shown(branch)}' of a remote, and the repository has none.", ErrorCategory.Configuration);
        var reference = $"refs/heads/{branch}";
        if (!(await git.TryAsync(directory, ["check-ref-format", reference], cancellationToken)).Succeeded)
        {
            throw Failed($"'{Shown(branch)}', where the agent worked, is no name of a branch.", ErrorCategory.AgentFailed);
        }

        var there = (await remote.ListAsync(directory, name, cancellationToken, reference)).GetValueOrDefault(reference) ?? throw Failed(
            $"The agent worked on the branch '{Shown(branch)}', which is not on '{name}'.", ErrorCategory.AgentFailed);
        var fetched = await remote.FetchAsync(directory, name, reference, cancellationToken);
        if (!fetched.Succeeded)
        {
            throw Failed($"The branch '{Shown(branch)}' cannot be fetched from '{name}': {fetched.Error}", ErrorCategory.Transient);
        }

        if (await MergeAsync(workspace, branch, there, cancellationToken) is { Count: > 0 })
        {
            throw Failed(
                $"What the agent did on the branch '{Shown(branch)}' conflicts with the workflow's branch.", ErrorCategory.AgentFailed);
        }
    }

    /// <summary>Merges a branch of the repository itself, such as a child's, unless the workflow's branch holds it already.</summary>
    /// <returns>Whether there was something to merge.</returns>
    /// <exception cref="SlipwayException">There is no such branch, or it conflicts with the workflow's.</exception>
    internal async Task<bool> IntegrateAsync(Workspace workspace, string branch, CancellationToken cancellationToken)
    {
        var directory = workspace.Path;
        var found = await git.TryAsync(
            directory, ["rev-parse", "-q", "--verify", "--end-of-options", $"refs/heads/{branch}^{{commit}}"], cancellationToken);
        if (!found.Succeeded)
        {
            throw new SlipwayException(ErrorCodes.GitFailed, $"The repository has no branch '{Shown(branch)}' to integrate.");
        }

        if ((await git.TryAsync(directory, ["merge-base", "--is-ancestor", found.Output, "HEAD"], cancellationToken)).Succeeded)
        {
            return false;
        }

        return await MergeAsync(workspace, branch, found.Output, cancellationToken) is not { Count: > 0 } conflicts ? true
            : throw new SlipwayException(
                ErrorCodes.MergeConflict,
                $"The branch {Shown(branch)} conflicts with what {workspace.Branch} holds, in {Files(conflicts)}. Merge it in "
                + $"'{workspace.Path}', resolve that, commit, and retry the step: what is merged already is passed over.",
                ErrorCategory.ValidationFailed);
    }

    /// <summary>Merges a commit; a merge that conflicts leaves nothing behind.</summary>
    /// <returns>The files in conflict.</returns>
    private async Task<IReadOnlyList<string>> MergeAsync(
        Workspace workspace, string branch, string commit, CancellationToken cancellationToken)
    {
        var directory = workspace.Path;
        var identity = new GitContext(Variables: await GitIdentity.ReadAsync(git, directory, cancellationToken));
        string[] merge =
        [
            "merge", "--no-ff", "--quiet", "--no-verify", "--no-verify-signatures", "--no-gpg-sign",
            "-m", $"Merge {branch} into {workspace.Branch}", "-m", $"{Trailer}: {branch}", commit,
        ];
        var merged = await git.TryAsync(directory, merge, cancellationToken, identity);
        if (merged.Succeeded)
        {
            return [];
        }

        var unmerged = await git.RunAsync(directory, ["diff", "--name-only", "-z", "--diff-filter=U"], cancellationToken);
        await git.RunAsync(directory, ["reset", "--hard", "--quiet"], cancellationToken);
        return unmerged.Length == 0
            ? throw GitCommand.Failed(merge, merged)
            : [.. unmerged.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    private static string Files(IReadOnlyList<string> files) => Sanitiser.Line(
        string.Join(", ", files.Take(ShownFiles)) + (files.Count > ShownFiles ? $" and {files.Count - ShownFiles} more" : ""), 1_000);

    private static string Shown(string branch) => Sanitiser.Line(branch, 100);

    private static SlipwayException Failed(string message, ErrorCategory category) => new(ErrorCodes.AgentFailed, message, category);
}
