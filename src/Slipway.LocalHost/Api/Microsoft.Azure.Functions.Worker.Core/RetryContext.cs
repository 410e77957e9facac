namespace Microsoft.Azure.Functions.Worker;

/// <summary>Retries of a function by the host.</summary>
public abstract class RetryContext
{
    /// <summary>Which retry this is; 0 for the first run.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How many there may be.</summary>
    public abstract int MaxRetryCount { get; }
}
