using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Where the base branch is now: here, on the remote, and which of the two is newer.</summary>
internal sealed class BaseBranch(GitCommand git)
{
    /// <summary>For so long a remote is asked where a workflow may begin; it does without one that is slower.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GitRemote _remote = new(git);

    /// <summary>What to say when neither is the newer one.</summary>
    internal static SlipwayException Diverged(RepositoryInfo repository, string baseBranch) => BaseBranchMerge.Refused(
        $"The base branch '{baseBranch}' has commits here that '{repository.Remote}' does not have, and the other way round. "
        + $"Bring them together (git pull --rebase {repository.Remote} {baseBranch}) and merge then.");

    /// <summary>Finds the base branch, and fetches it where the remote is ahead.</summary>
    /// <returns>The commit here; the one on the remote, or nothing when it has none; the newer one of the two, or
    /// <see langword="null"/> when each has commits of its own.</returns>
    /// <exception cref="SlipwayException">It is gone (<see cref="ErrorCodes.MergeRefused"/>), or cannot be fetched.</exception>
    internal async Task<(string Local, string There, string? Newest)> LocateAsync(
        RepositoryInfo repository, string baseBranch, CancellationToken cancellationToken)
    {
        var baseRef = $"refs/heads/{baseBranch}";
        var local = await git.TryAsync(repository.Path, ["rev-parse", "-q", "--verify", baseRef + "^{commit}"], cancellationToken);
        if (!local.Succeeded)
        {
            throw BaseBranchMerge.Refused($"The base branch '{baseBranch}' is gone. Make it again, and merge then.");
        }

        if (repository.Remote is not { } remote)
        {
            return (local.Output, string.Empty, local.Output);
        }

        var refs = await _remote.ListAsync(repository.Path, remote, cancellationToken, baseRef);
        var there = refs.GetValueOrDefault(baseRef, string.Empty);
        return (local.Output, there, await NewestAsync(repository, remote, baseBranch, local.Output, there, cancellationToken));
    }

    /// <summary>
    /// The repository with the newest commit of its base branch: the remote's where that is ahead. A remote that cannot be reached, or that
    /// has gone another way, leaves the one that is here.
    /// </summary>
    internal async Task<RepositoryInfo> RefreshAsync(RepositoryInfo repository, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var (local, _, newest) = await LocateAsync(repository, repository.BaseBranch, both.Token);
            return repository with { BaseSha = newest ?? local };
        }
        catch (SlipwayException)
        {
            return repository;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return repository;
        }
    }

    /// <summary>Whether a commit is, or descends from, another.</summary>
    internal async Task<bool> HoldsAsync(string directory, string ancestor, string descendant, CancellationToken cancellationToken) =>
        (await git.TryAsync(directory, ["merge-base", "--is-ancestor", ancestor, descendant], cancellationToken)).Succeeded;

    private async Task<string?> NewestAsync(
        RepositoryInfo repository, string remote, string baseBranch, string local, string there, CancellationToken cancellationToken)
    {
        if (there.Length == 0 || there == local)
        {
            return local;
        }

        var fetched = await _remote.FetchAsync(
            repository.Path, remote, $"+refs/heads/{baseBranch}:refs/remotes/{remote}/{baseBranch}", cancellationToken);
        if (!fetched.Succeeded)
        {
            throw GitCommand.Failed(["fetch"], fetched);
        }

        if (await HoldsAsync(repository.Path, there, local, cancellationToken))
        {
            return local;
        }

        return await HoldsAsync(repository.Path, local, there, cancellationToken) ? there : null;
    }
}
