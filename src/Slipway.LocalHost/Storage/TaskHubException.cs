namespace Slipway.LocalHost.Storage;

/// <summary>
/// A task hub's store cannot do what was asked. The message is written for users: what happened, where, and what would be right.
/// </summary>
public class TaskHubException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened and what would be right.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public TaskHubException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
