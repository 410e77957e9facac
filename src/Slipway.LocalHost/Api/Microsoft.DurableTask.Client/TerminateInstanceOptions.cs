namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is terminated.</summary>
/// <param name="Output">What becomes its output; unset means none.</param>
/// <param name="Recursive">Whether its sub-orchestrations are terminated too. Default false.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
