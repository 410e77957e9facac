namespace Slipway.Core.Ports;

/// <summary>What people may do to repositories on their platform.</summary>
public interface IRepositoryAccess
{
    /// <summary>Whether there is a platform to ask.</summary>
    bool IsConfigured { get; }

    /// <summary>Whether somebody may write to a repository.</summary>
    /// <param name="repository">Where, as <c>owner/name</c>.</param>
    /// <param name="login">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlipwayException">The platform cannot be asked now.</exception>
    Task<bool> MayWriteAsync(string repository, string login, CancellationToken cancellationToken);
}
