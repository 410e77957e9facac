namespace Microsoft.DurableTask.Worker;

/// <summary>Refuses orchestrations before they run. Experimental in the package.</summary>
[Obsolete("Experimental")]
public interface IOrchestrationFilter
{
    /// <summary>Whether the worker may run the orchestration.</summary>
    ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default);
}
