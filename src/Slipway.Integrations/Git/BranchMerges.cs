namespace Slipway.Integrations.Git;

/// <summary>Which commits of the base were merged into a workflow's branch since it began.</summary>
internal sealed class BranchMerges(GitCommand git)
{
    private const int MaximumCommits = 1000;

    /// <summary>The commits merged, newest first.</summary>
    internal async Task<IReadOnlyList<string>> OfBaseAsync(
        string worktree, string baseSha, string head, CancellationToken cancellationToken)
    {
        var merges = await git.RunAsync(
            worktree,
            [
                "rev-list", "--first-parent", "--merges", "--parents", $"--max-count={MaximumCommits}",
                $"--grep=^{BranchTaking.Trailer}: ", "--invert-grep",
                $"{baseSha}..{head}",
            ],
            cancellationToken);
        return [.. merges.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2])];
    }

    /// <summary>The newest commit of the base that the branch holds: what differs from it is the branch's own.</summary>
    internal async Task<string> NewestBaseAsync(string worktree, string baseSha, string head, CancellationToken cancellationToken) =>
        (await OfBaseAsync(worktree, baseSha, head, cancellationToken)).FirstOrDefault() ?? baseSha;
}
