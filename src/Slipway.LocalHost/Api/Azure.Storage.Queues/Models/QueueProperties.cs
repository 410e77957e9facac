namespace Azure.Storage.Queues.Models;

/// <summary>What the service knows about a queue.</summary>
public class QueueProperties
{
    /// <summary>About how many messages it holds, hidden ones included.</summary>
    public int ApproximateMessagesCount { get; internal init; }
}
