namespace Slipway.Core.Ports;

/// <summary>The versions that a tracker's tickets are fixed in. Every operation finds what an earlier run of it has done. Thread-safe.
/// </summary>
/// <remarks>All throw <see cref="SlipwayException"/>, as <see cref="IIssueTracker"/> does.</remarks>
public interface IReleaseVersions
{
    /// <summary>Makes a version, unless there is one of that name.</summary>
    /// <param name="project">The project's key.</param>
    /// <param name="name">The version's name, such as <c>2.1.0</c>; its case counts.</param>
    /// <param name="description">What it is, in words; <see langword="null"/> says nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was made; <see langword="false"/> when it was there.</returns>
    Task<bool> CreateAsync(string project, string name, string? description, CancellationToken cancellationToken);

    /// <summary>Marks a version as released on a day.</summary>
    /// <returns>Whether it was marked; <see langword="false"/> when it was released already.</returns>
    /// <exception cref="SlipwayException">There is no such version, or it could not be marked.</exception>
    Task<bool> ReleaseAsync(string project, string name, DateOnly day, CancellationToken cancellationToken);
}
