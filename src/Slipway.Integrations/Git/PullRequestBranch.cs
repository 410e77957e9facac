using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>The branch of a pull request, which a workflow commits to although it is not its own.</summary>
internal sealed class PullRequestBranch(GitCommand git, GitRemote remote)
{
    /// <summary>Stands for the repository itself where it has no remote: a push to it is refused by the same rules.</summary>
    internal const string Here = ".";

    /// <summary>Where a workspace's commits go; <see langword="null"/> when they stay where they are.</summary>
    internal static string? TargetOf(Workspace workspace) =>
        workspace.Repository.Remote ?? (workspace.PullRequest is null ? null : Here);

    /// <summary>Fetches the branch, when it can be worked on.</summary>
    /// <returns>Its newest commit.</returns>
    internal async Task<string> FetchAsync(RepositoryInfo repository, PullRequest pull, CancellationToken cancellationToken)
    {
        var what = $"Pull request {pull.Number}";
        if (pull.State != StoredPullRequest.Open)
        {
            throw Unusable($"{what} is {pull.State}. Name one that is open, or open it again.");
        }

        if (pull.Fork is { } fork)
        {
            throw Unusable(
                $"{what} is of the branch '{pull.Branch}' of {fork}, to which nothing is pushed from here. "
                + $"Push that branch to this repository, and open a pull request of it.");
        }

        var name = repository.Remote ?? Here;
        var reference = $"refs/heads/{pull.Branch}";
        var head = (await remote.ListAsync(repository.Path, name, cancellationToken, reference)).GetValueOrDefault(reference)
            ?? throw Unusable($"The branch '{pull.Branch}' of pull request {pull.Number} is gone. Push it again, or name another one.");
        if (repository.Remote is null)
        {
            await RequireFreeAsync(repository, pull, reference, cancellationToken);
            return head;
        }

        var fetched = await remote.FetchAsync(repository.Path, name, reference, cancellationToken);
        if (!fetched.Succeeded)
        {
            throw new SlipwayException(
                ErrorCodes.GitFailed, $"The branch '{pull.Branch}' cannot be fetched from '{name}': {fetched.Error}",
                ErrorCategory.Transient);
        }

        // Whoever may not push there is told before an agent has worked in vain. What a branch's protection says shows at the push only.
        if (await remote.MayPushAsync(repository.Path, name, new RefUpdate(reference, head, head), cancellationToken) is { } refusal)
        {
            throw Unusable($"Nothing can be pushed to the branch '{pull.Branch}' of pull request {pull.Number}: {refusal}");
        }

        return head;
    }

    /// <summary>What is changed along with the branch: a pull request that is kept as refs shows its newest commit.</summary>
    internal static IEnumerable<RefUpdate> Along(Workspace workspace, IReadOnlyDictionary<string, string> there, string head) =>
        workspace.PullRequest is { } number && there.TryGetValue(PullRequestRefs.HeadOf(number), out var old)
            ? [new RefUpdate(PullRequestRefs.HeadOf(number), head, old)]
            : [];

    private async Task RequireFreeAsync(
        RepositoryInfo repository, PullRequest pull, string reference, CancellationToken cancellationToken)
    {
        var worktrees = await git.RunAsync(repository.Path, ["worktree", "list", "--porcelain"], cancellationToken);
        var place = worktrees.Split("\n\n").Select(each => each.Split('\n'))
            .FirstOrDefault(lines => lines.Contains($"branch {reference}", StringComparer.Ordinal));
        if (place is not null)
        {
            throw Unusable(
                $"The branch '{pull.Branch}' of pull request {pull.Number} is checked out in '{place[0]["worktree ".Length..]}', "
                + "whose files it would change. Check out another branch there: git switch --detach");
        }
    }

    private static SlipwayException Unusable(string message) => new(ErrorCodes.PullRequestUnusable, message);
}
