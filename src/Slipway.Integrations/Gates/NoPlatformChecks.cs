using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Gates;

/// <summary>For repositories that are on no platform.</summary>
internal sealed class NoPlatformChecks : IPlatformChecks
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<PlatformCheck>> FindAsync(
        RepositoryInfo repository, string headSha, CancellationToken cancellationToken) => throw new SlipwayException(
        ErrorCodes.InvalidRequest,
        "The repository is on no platform with checks: use a gate with a command instead of the kind 'platform-checks'.");
}
