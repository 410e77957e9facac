namespace Slipway.Core.Ports;

/// <summary>Deployments that a platform keeps: it is told that one is wanted, whoever deploys hears of it there and says how it goes.
/// Thread-safe.</summary>
/// <remarks>All but <see cref="IsConfigured"/> throw <see cref="SlipwayException"/> when the platform refuses, or cannot be asked now.
/// </remarks>
public interface IDeployments
{
    /// <summary>Whether this host is given what it needs to ask the platform.</summary>
    bool IsConfigured { get; }

    /// <summary>The name of a repository there, as <c>owner/name</c>; <see langword="null"/> when it is on no platform with deployments.
    /// </summary>
    /// <param name="repository">The clone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<string?> FindAsync(RepositoryInfo repository, CancellationToken cancellationToken);

    /// <summary>The last 100 deployments to an environment, the latest first.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<Deployment>> ListAsync(string repository, string environment, CancellationToken cancellationToken);

    /// <summary>The commit that a branch, tag or commit is now; <see langword="null"/> when there is none.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="reference">The branch, tag or commit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<string?> CommitAsync(string repository, string reference, CancellationToken cancellationToken);

    /// <summary>Makes a deployment, each time that it is called: look for it in the list before.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="wanted">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Deployment> CreateAsync(string repository, DeploymentRequest wanted, CancellationToken cancellationToken);

    /// <summary>How a deployment stands now.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="deployment">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DeploymentStanding> StandingAsync(string repository, Deployment deployment, CancellationToken cancellationToken);
}
