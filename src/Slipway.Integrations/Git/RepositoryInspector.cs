using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Judges whether a workflow can work on a repository, and says what would be right when it cannot.</summary>
internal sealed class RepositoryInspector(GitCommand git)
{
    private const int MaximumPathLength = 4096;
    private const int NamedFiles = 5;

    internal async Task<RepositoryInfo> InspectAsync(string repository, string? baseBranch, CancellationToken cancellationToken)
    {
        var (top, gitDirectory) = await FindTopAsync(Locate(repository), cancellationToken);
        if (GitState.UnfinishedOperation(gitDirectory) is { } operation)
        {
            throw new SlipwayException(
                ErrorCodes.RepositoryDirty,
                $"The repository '{top}' is in the middle of a {operation}. Finish it or abort it (git {operation} --abort).");
        }

        var branches = await BranchesAsync(top, cancellationToken);
        if (branches.Count == 0)
        {
            throw Unusable(
                $"The repository '{top}' has no commits yet. Make a first one, for example: git commit --allow-empty -m \"Start\"");
        }

        var branch = baseBranch is not null
            ? Shorten(baseBranch)
            : branches.FirstOrDefault(each => each.IsCurrent)?.Name ?? await CurrentBranchAsync(top, cancellationToken);
        if (branches.FirstOrDefault(each => each.Name == branch) is not { } found)
        {
            throw await MissingBaseAsync(top, branch, [.. branches.Select(each => each.Name)], cancellationToken);
        }

        await RequireCleanAsync(top, cancellationToken);
        return new RepositoryInfo(top, branch, found.Sha, await RemoteAsync(top, cancellationToken));
    }

    /// <summary>The repository that a directory is in, whatever state it is in; no base branch is named.</summary>
    internal async Task<RepositoryInfo> FindAsync(string directory, CancellationToken cancellationToken)
    {
        var (top, _) = await FindTopAsync(Locate(directory), cancellationToken);
        return new RepositoryInfo(top, BaseBranch: string.Empty, BaseSha: string.Empty, await RemoteAsync(top, cancellationToken));
    }

    /// <summary>Tracked files that differ from the last commit, as a sentence; <see langword="null"/> when there are none.</summary>
    internal static async Task<string?> DescribeChangesAsync(GitCommand git, string directory, CancellationToken cancellationToken)
    {
        var status = await git.RunAsync(
            directory,
            ["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=dirty"],
            cancellationToken);
        var files = status.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry[3..]).ToList();
        if (files.Count == 0)
        {
            return null;
        }

        var named = string.Join(", ", files.Take(NamedFiles));
        return files.Count > NamedFiles ? $"{named} and {files.Count - NamedFiles} more" : named;
    }

    private static string Locate(string repository)
    {
        if (string.IsNullOrWhiteSpace(repository) || repository.Length > MaximumPathLength
            || repository.Contains('\0', StringComparison.Ordinal))
        {
            throw Unusable($"The repository must be the path of a directory, of 1 to {MaximumPathLength} characters.");
        }

        if (repository.Contains("://", StringComparison.Ordinal))
        {
            throw Unusable($"'{GitCommand.Redact(repository)}' is an address. Clone it first, and give the path of the clone.");
        }

        var path = Path.GetFullPath(repository);
        return Directory.Exists(path) ? path
            : File.Exists(path) ? throw Unusable($"'{path}' is a file. Give the directory of a Git repository.")
            : throw Unusable($"'{path}' does not exist. Give the path of an existing Git repository.");
    }

    private async Task<(string Top, string GitDirectory)> FindTopAsync(string path, CancellationToken cancellationToken)
    {
        // One call: each is a process, and many workflows may start at once. Where there is no working tree, it fails after two lines.
        var found = await git.TryAsync(
            path, ["rev-parse", "--is-bare-repository", "--absolute-git-dir", "--show-toplevel"], cancellationToken);
        var lines = found.Output.Split('\n');
        if (lines.Length < 2)
        {
            throw found.Error.Contains("not a git repository", StringComparison.Ordinal)
                ? Unusable($"'{path}' is not a Git repository. Give the path of one, or make it one with: git init")
                : Unusable($"'{path}' cannot be used as a Git repository. Git says: {found.Error}");
        }

        if (lines[0] == "true")
        {
            throw Unusable($"'{path}' is a bare repository, without a working tree. Clone it, and give the path of the clone.");
        }

        return found.Succeeded && lines is [_, _, { Length: > 0 } top]
            ? (Path.GetFullPath(top), lines[1])
            : throw Unusable($"'{path}' lies inside a repository's own files. Give the directory that holds the working tree.");
    }

    private async Task<IReadOnlyList<Branch>> BranchesAsync(string top, CancellationToken cancellationToken)
    {
        var lines = await LinesAsync(
            top, ["for-each-ref", "--format=%(HEAD)%(objectname) %(refname:lstrip=2)", "refs/heads"], cancellationToken);
        return [.. lines.Select(line => (IsCurrent: line[0] == '*', Parts: line[1..].Split(' ', 2)))
            .Select(line => new Branch(line.Parts[1], line.Parts[0], line.IsCurrent))];
    }

    /// <summary>The branch checked out where none of those that are there is: one without a commit yet.</summary>
    private async Task<string> CurrentBranchAsync(string top, CancellationToken cancellationToken)
    {
        var head = await git.TryAsync(top, ["symbolic-ref", "-q", "--short", "HEAD"], cancellationToken);
        return head.Succeeded
            ? head.Output
            : throw new SlipwayException(
                ErrorCodes.BaseBranchMissing,
                $"The repository '{top}' has no branch checked out (detached HEAD). "
                + "Name the base branch, or check one out with: git switch BRANCH");
    }

    private async Task<SlipwayException> MissingBaseAsync(
        string top, string branch, IReadOnlyList<string> branches, CancellationToken cancellationToken)
    {
        var remotes = await LinesAsync(top, ["for-each-ref", "--format=%(refname:short)", "refs/remotes"], cancellationToken);
        var remote = remotes.FirstOrDefault(name => name.EndsWith("/" + branch, StringComparison.Ordinal));
        var own = branches.Where(name => !name.StartsWith(GitWorkspaces.BranchPrefix, StringComparison.Ordinal)).ToList();
        var hint = remote is not null
            ? $"It exists as '{remote}': make it local with git branch {branch} {remote}"
            : $"Branches that exist: {string.Join(", ", Nearest.Of(branch, own.Count > 0 ? own : branches, NamedFiles))}.";
        var shown = branch.Length <= 100 ? branch : branch[..100] + "…";
        return new SlipwayException(ErrorCodes.BaseBranchMissing, $"The repository '{top}' has no branch '{shown}'. {hint}");
    }

    private async Task RequireCleanAsync(string top, CancellationToken cancellationToken)
    {
        if (await DescribeChangesAsync(git, top, cancellationToken) is { } changes)
        {
            throw new SlipwayException(
                ErrorCodes.RepositoryDirty,
                $"The repository '{top}' has changes that are not committed: {changes}. Commit them, or put them aside with: git stash");
        }
    }

    private async Task<string?> RemoteAsync(string top, CancellationToken cancellationToken)
    {
        var remotes = await LinesAsync(top, ["remote"], cancellationToken);
        return remotes.Contains("origin", StringComparer.Ordinal) ? "origin" : remotes.Count == 1 ? remotes[0] : null;
    }

    private async Task<IReadOnlyList<string>> LinesAsync(
        string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = await git.RunAsync(directory, arguments, cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Shorten(string branch)
    {
        const string Heads = "refs/heads/";
        return branch.StartsWith(Heads, StringComparison.Ordinal) ? branch[Heads.Length..] : branch.Trim();
    }

    private static SlipwayException Unusable(string message) => new(ErrorCodes.RepositoryUnusable, message);

    private sealed record Branch(string Name, string Sha, bool IsCurrent);
}
