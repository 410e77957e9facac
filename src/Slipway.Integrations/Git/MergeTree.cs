namespace Slipway.Integrations.Git;

/// <summary>Merges two commits into a tree without touching anybody's files.</summary>
/// <remarks><c>git merge-tree --write-tree</c> where Git has it (2.38); before, a merge in a temporary worktree.</remarks>
/// <param name="git">Runs Git.</param>
/// <param name="temporaryDirectory">For the temporary worktree.</param>
/// <param name="useWorktree">Whether to take the way of older Gits; <see langword="null"/> asks Git for its version.</param>
internal sealed class MergeTree(GitCommand git, string temporaryDirectory, bool? useWorktree = null)
{
    private static readonly Version First = new(2, 38);

    internal async Task<MergedTree> MergeAsync(
        string repository, string ours, string theirs, IReadOnlyDictionary<string, string> identity, CancellationToken cancellationToken)
    {
        var viaWorktree = useWorktree ?? await IsOldAsync(repository, cancellationToken);
        return viaWorktree
            ? await InWorktreeAsync(repository, ours, theirs, identity, cancellationToken)
            : await InMemoryAsync(repository, ours, theirs, cancellationToken);
    }

    private async Task<MergedTree> InMemoryAsync(string repository, string ours, string theirs, CancellationToken cancellationToken)
    {
        string[] arguments = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs];
        var result = await git.TryAsync(repository, arguments, cancellationToken);
        if (result.ExitCode is not (0 or 1))
        {
            throw GitCommand.Failed(arguments, result);
        }

        var parts = result.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return new MergedTree(parts[0].Trim(), result.Succeeded ? [] : [.. parts.Skip(1).Distinct(StringComparer.Ordinal)]);
    }

    private async Task<MergedTree> InWorktreeAsync(
        string repository, string ours, string theirs, IReadOnlyDictionary<string, string> identity, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(temporaryDirectory, "merge-" + Path.GetRandomFileName());
        Directory.CreateDirectory(temporaryDirectory);
        try
        {
            await git.RunAsync(repository, ["worktree", "add", "--quiet", "--detach", directory, ours], cancellationToken);
            string[] arguments = ["merge", "--no-ff", "--no-commit", "--quiet", theirs];
            var merged = await git.TryAsync(directory, arguments, cancellationToken, new GitContext(Variables: identity));
            var conflicts = await git.RunAsync(directory, ["diff", "--name-only", "-z", "--diff-filter=U"], cancellationToken);
            var files = conflicts.Split('\0', StringSplitOptions.RemoveEmptyEntries);
            if (!merged.Succeeded && files.Length == 0)
            {
                throw GitCommand.Failed(arguments, merged);
            }

            return new MergedTree(
                files.Length > 0 ? string.Empty : await git.RunAsync(directory, ["write-tree"], cancellationToken), files);
        }
        finally
        {
            await git.TryAsync(repository, ["worktree", "remove", "--force", directory], CancellationToken.None);
        }
    }

    private async Task<bool> IsOldAsync(string repository, CancellationToken cancellationToken)
    {
        var text = await git.RunAsync(repository, ["version"], cancellationToken);
        var numbers = text.Split(' ').ElementAtOrDefault(2)?.Split('.') ?? [];
        return numbers.Length < 2 || !Version.TryParse($"{numbers[0]}.{numbers[1]}", out var version) || version < First;
    }
}
