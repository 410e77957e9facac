using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Which commits of the base were merged into a workflow's branch since it began.</summary>
internal sealed class BranchMerges(GitCommand git)
{
    private const int MaximumCommits = 1000;

    /// <summary>The commits merged, newest first.</summary>
    internal async Task<IReadOnlyList<string>> OfBaseAsync(Workspace workspace, string head, CancellationToken cancellationToken)
    {
        var merges = await git.RunAsync(
            workspace.Path,
            [
                "rev-list", "--first-parent", "--merges", "--parents", $"--max-count={MaximumCommits}",
                $"--grep=^{BranchTaking.Trailer}: ", "--invert-grep",
                $"{workspace.Repository.BaseSha}..{head}",
            ],
            cancellationToken);
        return [.. merges.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2])];
    }
}
