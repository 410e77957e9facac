using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>
/// Merges into the base branch without a checkout of its own, and brings the user's files along where the base is checked out.
/// </summary>
internal sealed class BaseBranchMerge(GitCommand git, MergeTree trees)
{
    private readonly BaseBranch _base = new(git);

    internal static SlipwayException Refused(string message) => new(ErrorCodes.MergeRefused, message, ErrorCategory.ValidationFailed);

    /// <summary>Makes the merge commit, unreachable as yet, and checks all that could stop it.</summary>
    /// <returns><see langword="null"/> when a ref moved meanwhile: worth another look.</returns>
    /// <exception cref="SlipwayException">It cannot be merged (<see cref="ErrorCodes.MergeRefused"/>).</exception>
    internal async Task<MergePlan?> PlanAsync(
        RepositoryInfo repository, StoredPullRequest pull, string head, CancellationToken cancellationToken)
    {
        var baseBranch = pull.Record.BaseBranch;
        var baseRef = $"refs/heads/{baseBranch}";
        var (local, there, newest) = await _base.LocateAsync(repository, baseBranch, cancellationToken);
        if (newest is null && await _base.HoldsAsync(repository.Path, head, there, cancellationToken))
        {
            // Merged there, while somebody went on here: nothing is left to do but to say so.
            var merge = await EarlierMergeAsync(repository.Path, head, there, cancellationToken);
            return new MergePlan(baseBranch, merge, local, local, Checkout: null, []);
        }

        var target = newest ?? throw BaseBranch.Diverged(repository, baseBranch);

        var checkout = await CheckoutOfAsync(repository.Path, baseRef, cancellationToken);
        if (await _base.HoldsAsync(repository.Path, head, target, cancellationToken))
        {
            var earlier = await EarlierMergeAsync(repository.Path, head, target, cancellationToken);
            return new MergePlan(baseBranch, earlier, target, local, checkout, Push(baseRef, target, there, repository));
        }

        if (checkout is not null)
        {
            await RequireCleanAsync(checkout, baseBranch, cancellationToken);
        }

        var merged = await CommitAsync(repository, pull, target, head, cancellationToken);
        if (checkout is not null)
        {
            await RequireRoomAsync(checkout, local, merged, cancellationToken);
        }

        return new MergePlan(baseBranch, merged, merged, local, checkout, Push(baseRef, merged, there, repository));
    }

    /// <summary>The merge that somebody made of a pull request by hand, here or on the remote.</summary>
    /// <returns><see langword="null"/> when there is none. One that squashed the commits is not found:
    /// nothing tells it from other work.</returns>
    internal async Task<string?> FindMergeAsync(RepositoryInfo repository, StoredPullRequest pull, CancellationToken cancellationToken)
    {
        var (local, there, _) = await _base.LocateAsync(repository, pull.Record.BaseBranch, cancellationToken);
        foreach (var target in new[] { local, there }.Where(sha => sha.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (await _base.HoldsAsync(repository.Path, pull.HeadSha, target, cancellationToken))
            {
                return await EarlierMergeAsync(repository.Path, pull.HeadSha, target, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>Moves the base branch here, with the files of the working tree that has it checked out.</summary>
    /// <returns>Whether it is there now; not when it moved meanwhile.</returns>
    internal async Task<bool> BringAlongAsync(RepositoryInfo repository, MergePlan plan, CancellationToken cancellationToken)
    {
        if (plan.NewBase == plan.OldBase)
        {
            return true;
        }

        var baseRef = $"refs/heads/{plan.BaseBranch}";
        var moved = plan.Checkout is { } checkout
            ? await git.TryAsync(
                checkout, ["merge", "--ff-only", "--quiet", "--no-stat", "--no-verify-signatures", plan.NewBase], cancellationToken)
            : await git.TryAsync(repository.Path, ["update-ref", baseRef, plan.NewBase, plan.OldBase], cancellationToken);
        if (moved.Succeeded)
        {
            return true;
        }

        var now = await git.RunAsync(repository.Path, ["rev-parse", "--verify", baseRef], cancellationToken);
        if (now == plan.OldBase && repository.Remote is null)
        {
            throw Refused($"The base branch '{plan.BaseBranch}' could not be moved to the merge. Git says: {moved.Error}");
        }

        // With a remote the merge has happened: a base branch that cannot follow here is the user's to pull.
        return now == plan.OldBase;
    }

    private static IReadOnlyList<RefUpdate> Push(string baseRef, string newBase, string there, RepositoryInfo repository) =>
        repository.Remote is null || newBase == there ? [] : [new RefUpdate(baseRef, newBase, there)];

    private async Task<string> CommitAsync(
        RepositoryInfo repository, StoredPullRequest pull, string target, string head, CancellationToken cancellationToken)
    {
        var identity = await GitIdentity.ReadAsync(git, repository.Path, cancellationToken);
        var tree = await trees.MergeAsync(repository.Path, target, head, identity, cancellationToken);
        if (tree.Conflicts.Count > 0)
        {
            throw new SlipwayException(
                ErrorCodes.MergeConflict,
                $"Pull request {pull.Number} conflicts with '{pull.Record.BaseBranch}' in: {string.Join(", ", tree.Conflicts.Take(10))}"
                + $"{(tree.Conflicts.Count > 10 ? $" and {tree.Conflicts.Count - 10} more files" : string.Empty)}. "
                + $"Retry to have the agent resolve it, or merge '{pull.Record.BaseBranch}' into '{pull.Record.Branch}' and validate that.",
                ErrorCategory.ValidationFailed);
        }

        var subject = $"Merge pull request #{pull.Number} from {pull.Record.Branch}";
        var message = $"{subject}\n\n{pull.Record.Title}\n\nSlipway-Pull: {pull.Number}\n";
        return await git.RunAsync(
            repository.Path,
            ["commit-tree", tree.Sha, "-p", target, "-p", head, "-F", "-"],
            cancellationToken,
            new GitContext(message, identity));
    }

    private async Task RequireCleanAsync(string checkout, string baseBranch, CancellationToken cancellationToken)
    {
        var gitDirectory = await git.RunAsync(checkout, ["rev-parse", "--absolute-git-dir"], cancellationToken);
        if (GitState.UnfinishedOperation(gitDirectory) is { } operation)
        {
            throw Refused(
                $"'{checkout}' has '{baseBranch}' checked out and is in the middle of a {operation}. Finish or abort it, and merge then.");
        }

        if (await RepositoryInspector.DescribeChangesAsync(git, checkout, cancellationToken) is { } changes)
        {
            throw Refused(
                $"'{checkout}' has '{baseBranch}' checked out, with changes that are not committed: {changes}. "
                + "Commit them or put them aside (git stash), and merge then.");
        }
    }

    /// <summary>Refuses when untracked files of the user's stand where the merge brings files.</summary>
    private async Task RequireRoomAsync(string checkout, string from, string to, CancellationToken cancellationToken)
    {
        // The index may hold old time stamps, which a dry run would take for changes.
        await git.TryAsync(checkout, ["update-index", "-q", "--refresh"], cancellationToken);
        var room = await git.TryAsync(checkout, ["read-tree", "--dry-run", "-m", "-u", from, to], cancellationToken);
        if (!room.Succeeded)
        {
            throw Refused($"The files of '{checkout}' cannot be brought along. Move them away, and merge then. Git says: {room.Error}");
        }
    }

    private async Task<string?> CheckoutOfAsync(string repository, string baseRef, CancellationToken cancellationToken)
    {
        var list = await git.RunAsync(repository, ["worktree", "list", "--porcelain"], cancellationToken);
        var entry = list.Split("\n\n")
            .Select(text => text.Split('\n'))
            .FirstOrDefault(lines => lines.Contains($"branch {baseRef}", StringComparer.Ordinal));
        var path = entry?[0]["worktree ".Length..];
        return path is not null && Directory.Exists(path) ? path : null;
    }

    /// <summary>
    /// The merge commit that an earlier run, or a person, made of this head; the head itself when it was merged without one.
    /// </summary>
    private async Task<string> EarlierMergeAsync(string repository, string head, string target, CancellationToken cancellationToken)
    {
        var merges = await git.RunAsync(
            repository,
            ["rev-list", "--merges", "--parents", "--ancestry-path", "--max-count=1000", $"{head}..{target}"],
            cancellationToken);
        return merges.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .LastOrDefault(parts => parts.Skip(2).Contains(head, StringComparer.Ordinal))?[0] ?? head;
    }
}
