using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Integrations.Artifacts;

/// <summary>The exception for what cannot be written to the data directory: the disk is full, or the directory is not ours.</summary>
internal static class StorageFailure
{
    /// <summary>Whether an exception says so.</summary>
    internal static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Says which path, why, and what would be right.</summary>
    /// <param name="what">What could not be written, as the beginning of a sentence.</param>
    /// <param name="directory">Where.</param>
    /// <param name="exception">The system's words.</param>
    internal static SlipwayException Of(string what, string directory, Exception exception) => new(
        ErrorCodes.StorageFailed,
        $"{what} could not be written to '{directory}': {exception.Message.TrimEnd('.')}. "
        + "Make room on that disk and make sure that the directory can be written to, or set Slipway:DataDirectory to another one.",
        ErrorCategory.Transient,
        exception);
}
