namespace Microsoft.DurableTask;

/// <summary>Decides, deterministically, whether a failed task is tried again; it may await durable tasks.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
