namespace Azure.Storage.Queues;

/// <summary>How a message's body is written into the message.</summary>
public enum QueueMessageEncoding
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>As Base64, which holds any bytes and takes a third more room.</summary>
    Base64,
}
