using Slipway.Core;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Git;

/// <summary>
/// Where a workflow's worktree lives: <c>{data}/worktrees/{workflow}</c>, and beside it <c>{workflow}.repository</c>, the path of the
/// common Git directory, written before the worktree is made, so that it can be cleaned up whatever is left of it. In the worktree's own
/// Git directory (<c>.git/worktrees/…</c> of the repository), <c>slipway-ready</c> says that the checkout was finished: without it the
/// worktree is made anew, because a half checkout looks like deleted files.
/// </summary>
/// <param name="dataDirectory">The data directory, without symbolic links.</param>
internal sealed class WorktreeFiles(string dataDirectory)
{
    internal const string FolderName = "worktrees";
    internal const string ReadyFile = "slipway-ready";

    private const int MaximumIdLength = 100;
    private const int MaximumHeadBytes = 4096;

    private readonly string _directory = Path.Combine(dataDirectory, FolderName);

    /// <summary>The worktree of a workflow.</summary>
    /// <exception cref="SlipwayException">The id cannot be a directory's and a branch's name.</exception>
    internal string PathOf(string workflowId)
    {
        var valid = workflowId is { Length: > 0 and <= MaximumIdLength }
            && workflowId.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            && workflowId[0] is not ('.' or '-') && workflowId[^1] != '.'
            && !workflowId.Contains("..", StringComparison.Ordinal) && !workflowId.EndsWith(".lock", StringComparison.OrdinalIgnoreCase);
        return valid
            ? Path.Combine(_directory, workflowId)
            : throw new SlipwayException(
                ErrorCodes.InvalidRequest,
                $"A workflow's id names its branch and its directory: 1 to {MaximumIdLength} letters, digits, '-', '_' and '.', "
                + "not beginning with '.' or '-', not ending in '.' or '.lock'.");
    }

    internal void RememberRepository(string workflowId, string commonDirectory)
    {
        Directory.CreateDirectory(_directory);
        var file = PathOf(workflowId) + ".repository";
        File.WriteAllText(file + ".new", commonDirectory);
        File.Move(file + ".new", file, overwrite: true);
    }

    internal string? RememberedRepository(string workflowId)
    {
        var file = PathOf(workflowId) + ".repository";
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    internal void ForgetRepository(string workflowId) => File.Delete(PathOf(workflowId) + ".repository");

    /// <summary>
    /// What a repository and its worktrees share, where it lies in the usual place; <see langword="null"/> where only Git can tell, as in a
    /// worktree or a submodule.
    /// </summary>
    internal static string? FindCommonDirectory(string repository)
    {
        var directory = Path.Combine(repository, ".git");
        return File.Exists(Path.Combine(directory, "HEAD")) && !File.Exists(Path.Combine(directory, "commondir")) ? directory : null;
    }

    /// <summary>Whether a worktree has a branch checked out. Where Git does not keep that in a file, it seems not to.</summary>
    /// <param name="gitDirectory">The worktree's own.</param>
    /// <param name="branch">With <c>refs/heads/</c>.</param>
    internal static bool IsOnBranch(string gitDirectory, string branch)
    {
        var head = new FileInfo(Path.Combine(gitDirectory, "HEAD"));
        return head is { Exists: true, Length: < MaximumHeadBytes } && File.ReadAllText(head.FullName).Trim() == "ref: " + branch;
    }

    /// <summary>
    /// The worktree's own Git directory, found in the repository: what lies in the worktree may have been changed by an agent.
    /// </summary>
    internal static string? FindGitDirectory(string commonDirectory, string worktree)
    {
        var worktrees = Path.Combine(commonDirectory, "worktrees");
        var link = Path.Combine(worktree, ".git");
        return Directory.Exists(worktrees)
            ? Directory.EnumerateDirectories(worktrees).FirstOrDefault(directory =>
                File.Exists(Path.Combine(directory, "gitdir"))
                && Path.GetFullPath(File.ReadAllText(Path.Combine(directory, "gitdir")).Trim(), directory) == link)
            : null;
    }

    /// <summary>Whether a worktree's checkout was finished and its directory is there.</summary>
    internal static bool IsReady(string gitDirectory, string worktree) =>
        Directory.Exists(worktree) && File.Exists(Path.Combine(gitDirectory, ReadyFile));

    /// <summary>Notes that the checkout is finished.</summary>
    internal static void MarkReady(string gitDirectory)
    {
        File.WriteAllText(Path.Combine(gitDirectory, ReadyFile), string.Empty);
        Posix.SyncDirectory(gitDirectory);
    }

    /// <summary>Restores the worktree's link to its repository, should an agent have removed or replaced it.</summary>
    internal static void RepairLink(string gitDirectory, string worktree)
    {
        var link = Path.Combine(worktree, ".git");
        FolderRemoval.Delete(link);
        if (!File.Exists(link) || Path.GetFullPath(File.ReadAllText(link).Trim().Split(' ', 2)[^1], worktree) != gitDirectory)
        {
            File.WriteAllText(link, $"gitdir: {gitDirectory}\n");
        }
    }

    /// <summary>Makes a plain folder of a repository inside a worktree.</summary>
    internal static void DeleteLink(string folder)
    {
        var link = Path.Combine(folder, ".git");
        FolderRemoval.Delete(link);
        File.Delete(link);
    }

    /// <summary>Removes a worktree and what the repository knows of it.</summary>
    internal static void Remove(string? gitDirectory, string worktree)
    {
        FolderRemoval.Delete(worktree);
        if (gitDirectory is not null)
        {
            FolderRemoval.Delete(gitDirectory);
        }
    }
}
