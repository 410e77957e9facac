namespace Slipway.Integrations.Git;

/// <summary>Makes the tree that a commit of all that stands in a worktree would have. The worktree's own index stays as it is.</summary>
internal sealed class WorktreeTree(GitCommand git)
{
    /// <summary>Writes it into the repository.</summary>
    /// <returns>Its hash.</returns>
    internal async Task<string> WriteAsync(string worktree, CancellationToken cancellationToken)
    {
        var gitDirectory = await git.RunAsync(worktree, ["rev-parse", "--absolute-git-dir"], cancellationToken);
        var index = Path.Combine(gitDirectory, $"slipway-index-{Path.GetRandomFileName()}");
        var context = new GitContext(Variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["GIT_INDEX_FILE"] = index });
        try
        {
            // By the index Git knows what has not changed, and need not read it.
            File.Copy(Path.Combine(gitDirectory, "index"), index);
            await git.RunAsync(worktree, WorktreeCommits.AddEverything, cancellationToken, context);
            return await git.RunAsync(worktree, ["write-tree"], cancellationToken, context);
        }
        finally
        {
            File.Delete(index);
            File.Delete(index + ".lock");
        }
    }
}
