using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Git;

/// <summary>Merges a branch that an agent pushed elsewhere into a workflow's branch.</summary>
/// <remarks>A merge, and no copy: the next round goes on from it, and a platform that sees the agent's commits in the base branch takes the
/// agent's own pull request for merged. It counts as a commit that an agent made in the worktree: the step that takes it over marks it.
/// </remarks>
internal sealed class BranchTaking(GitCommand git, GitRemote remote)
{
    /// <summary>What tells such a merge from one of the base branch.</summary>
    internal const string Trailer = "Slipway-Taken";

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

        var identity = new GitContext(Variables: await GitIdentity.ReadAsync(git, directory, cancellationToken));
        string[] merge =
        [
            "merge", "--no-ff", "--quiet", "--no-verify", "--no-verify-signatures", "--no-gpg-sign",
            "-m", $"Merge {branch} into {workspace.Branch}", "-m", $"{Trailer}: {branch}", there,
        ];
        var merged = await git.TryAsync(directory, merge, cancellationToken, identity);
        if (!merged.Succeeded)
        {
            var unmerged = await git.RunAsync(directory, ["diff", "--name-only", "--diff-filter=U"], cancellationToken);
            await git.RunAsync(directory, ["reset", "--hard", "--quiet"], cancellationToken);
            throw unmerged.Length == 0
                ? GitCommand.Failed(merge, merged)
                : Failed(
                    $"What the agent did on the branch '{Shown(branch)}' conflicts with the workflow's branch.", ErrorCategory.AgentFailed);
        }
    }

    private static string Shown(string branch) => Sanitiser.Line(branch, 100);

    private static SlipwayException Failed(string message, ErrorCategory category) => new(ErrorCodes.AgentFailed, message, category);
}
