namespace Microsoft.DurableTask;

/// <summary>Decides, deterministically, whether a failed task is tried again.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
