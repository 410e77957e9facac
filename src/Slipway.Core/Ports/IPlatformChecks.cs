namespace Slipway.Core.Ports;

/// <summary>The checks that a platform runs on a commit: its continuous integration.</summary>
public interface IPlatformChecks
{
    /// <summary>The checks of a commit as they are now, of all sources together (check runs and statuses), each name once.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="headSha">The commit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the repository is on no platform with checks.</returns>
    /// <exception cref="SlipwayException">The platform cannot be asked now.</exception>
    Task<IReadOnlyList<PlatformCheck>?> FindAsync(RepositoryInfo repository, string headSha, CancellationToken cancellationToken);
}
