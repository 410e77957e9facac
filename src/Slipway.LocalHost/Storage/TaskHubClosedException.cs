namespace Slipway.LocalHost.Storage;

/// <summary>
/// The task hub was asked for something after it was closed. What was asked has not happened, or it is not known that it has.
/// </summary>
public sealed class TaskHubClosedException : TaskHubException
{
    internal TaskHubClosedException(string hubName)
        : base($"The task hub '{hubName}' is closed: its host is stopping or has stopped. Start the host and ask again.")
    {
    }
}
