namespace Slipway.LocalHost.Storage;

/// <summary>
/// The store could not be written or read: a full disk, a read-only folder, an I/O error. What was asked has not happened.
/// </summary>
public sealed class TaskHubStorageException : TaskHubException
{
    internal TaskHubStorageException(string path, Exception innerException)
        : base(
            $"The task hub database '{path}' could not be written or read: {innerException.Message} " +
            $"What was asked has not happened. {StoreHealth.Advice} Free disk space or repair the disk and try again; " +
            "work already accepted is kept and goes on by itself.",
            innerException)
    {
    }
}
