namespace Microsoft.DurableTask.Client;

/// <summary>Which instances a query gives.</summary>
/// <param name="CreatedFrom">Created at or after; unset means any time.</param>
/// <param name="CreatedTo">Created at or before; unset means any time.</param>
/// <param name="Statuses">In one of these states; unset or empty means any.</param>
/// <param name="TaskHubNames">In one of these task hubs; unset means the client's.</param>
/// <param name="InstanceIdPrefix">Whose id starts so; unset means any.</param>
/// <param name="PageSize">Items a page.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom statuses come along.</param>
/// <param name="ContinuationToken">Where to go on; unset means at the start.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Items a page when nothing is said.</summary>
    public const int DefaultPageSize = 100;
}
