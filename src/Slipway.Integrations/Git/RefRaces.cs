using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Changes refs although others change them too: looks and tries again when somebody was faster.</summary>
internal static class RefRaces
{
    private const int MaximumTries = 20;

    /// <summary>Repeats what looks anew each time, and gives nothing when a ref moved meanwhile.</summary>
    internal static async Task<T> RepeatAsync<T>(RepositoryInfo repository, string what, Func<Task<T?>> tryOnce)
        where T : class
    {
        for (var attempt = 0; attempt < MaximumTries; attempt++)
        {
            if (await tryOnce() is { } done)
            {
                return done;
            }
        }

        throw new SlipwayException(
            ErrorCodes.MergeRefused,
            $"The repository '{repository.Path}' was changed by others {MaximumTries} times while {what} was worked on. "
            + "Try again when it is quieter.",
            ErrorCategory.Transient);
    }
}
