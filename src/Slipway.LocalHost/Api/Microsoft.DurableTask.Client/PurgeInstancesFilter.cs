namespace Microsoft.DurableTask.Client;

/// <summary>Which ended instances are purged.</summary>
/// <param name="CreatedFrom">Created at or after; unset means any time.</param>
/// <param name="CreatedTo">Created at or before; unset means any time.</param>
/// <param name="Statuses">In one of these states; unset means any ended one.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long the purge may take before it stops with what it has; unset means no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
