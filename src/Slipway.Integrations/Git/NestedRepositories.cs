using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>
/// Turns Git repositories that an agent left inside the worktree into plain folders. Tools that set up a project like to make one, and Git
/// would commit it as a link to a commit that nobody else has: its files would not be in the change, and be lost with the worktree.
/// </summary>
internal sealed class NestedRepositories(GitCommand git)
{
    private const string LinkMode = "160000";
    private const int MaximumDepth = 10;

    internal async Task AbsorbAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        await UnlinkAsync(workspace, cancellationToken);
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            // Git does not look into one: of all that is not tracked, only these are listed as folders.
            var untracked = await git.RunAsync(
                workspace.Path, ["ls-files", "--others", "--exclude-standard", "-z", "--", ":/"], cancellationToken);
            var nested = untracked.Split('\0').Where(path => path.EndsWith('/')).ToList();
            if (nested.Count == 0)
            {
                return;
            }

            nested.ForEach(folder => WorktreeFiles.DeleteLink(Path.Combine(workspace.Path, folder)));
        }

        throw new SlipwayException(
            ErrorCodes.AgentFailed,
            $"The agent left Git repositories inside each other, more than {MaximumDepth} deep. It must leave none.");
    }

    /// <summary>Takes links out of the index, where an agent may have put them, that neither the base has nor
    /// <c>.gitmodules</c> knows.</summary>
    private async Task UnlinkAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        // :<old mode> <new mode> <old> <new> <status> NUL <path> NUL
        var changes = (await git.RunAsync(
            workspace.Path,
            ["diff", "--cached", "--raw", "-z", "--no-renames", "--no-ext-diff", workspace.Repository.BaseSha],
            cancellationToken)).Split('\0');
        var links = changes.Chunk(2)
            .Where(change => change is [var modes, _] && modes.Split(' ') is [not (":" + LinkMode), LinkMode, ..])
            .Select(change => change[1])
            .ToList();
        if (links.Count == 0)
        {
            return;
        }

        var submodules = await git.TryAsync(
            workspace.Path, ["config", "--file", ".gitmodules", "-z", "--get-regexp", @"^submodule\..*\.path$"], cancellationToken);
        var known = submodules.Output.Split('\0').Select(entry => entry.Split('\n', 2)[^1]);
        var unknown = links.Except(known, StringComparer.Ordinal).Select(link => $":(top,literal){link}").ToList();
        if (unknown.Count > 0)
        {
            await git.RunAsync(workspace.Path, ["rm", "--cached", "--quiet", "--", .. unknown], cancellationToken);
        }
    }
}
