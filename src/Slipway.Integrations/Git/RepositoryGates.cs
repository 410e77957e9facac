using System.Collections.Concurrent;

namespace Slipway.Integrations.Git;

/// <summary>
/// One at a time in a repository, within this host: Git itself does not expect worktrees to be made, listed and removed at once. Between
/// processes, compare-and-swap on refs decides. Thread-safe.
/// </summary>
internal sealed class RepositoryGates
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Does the work when its turn comes.</summary>
    /// <param name="repository">The path that stands for the repository.</param>
    /// <param name="work">Must not ask for the same gate again.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<T> AloneAsync<T>(string repository, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(repository, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            gate.Release();
        }
    }
}
