using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Integrations.Git;

/// <summary>Why a push did not happen.</summary>
/// <param name="Raced">Somebody else changed a ref meanwhile: worth another look.</param>
/// <param name="Message">The remote's words.</param>
internal sealed record PushRefusal(bool Raced, string Message)
{
    internal SlipwayException ToException(string what) => new(
        ErrorCodes.GitFailed, $"{what} could not be pushed: {Message}", Raced ? ErrorCategory.Transient : ErrorCategory.Configuration);
}
