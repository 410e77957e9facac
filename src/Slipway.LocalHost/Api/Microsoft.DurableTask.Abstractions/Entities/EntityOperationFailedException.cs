namespace Microsoft.DurableTask.Entities;

/// <summary>An operation that an orchestration called on an entity has failed. The entity's state is as it was before.</summary>
public sealed class EntityOperationFailedException : Exception
{
    /// <summary>The failure of an operation.</summary>
    public EntityOperationFailedException(EntityInstanceId entityId, string operationName, TaskFailureDetails failureDetails)
        : base(Describe(entityId, operationName, failureDetails))
    {
        EntityId = entityId;
        OperationName = operationName;
        FailureDetails = failureDetails;
    }

    /// <summary>The entity.</summary>
    public EntityInstanceId EntityId { get; }

    /// <summary>The operation.</summary>
    public string OperationName { get; }

    /// <summary>Why it failed.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Describe(EntityInstanceId entityId, string operationName, TaskFailureDetails failureDetails)
    {
        ArgumentNullException.ThrowIfNull(operationName);
        ArgumentNullException.ThrowIfNull(failureDetails);
        return $"Operation '{operationName}' of entity '{entityId}' failed: {failureDetails.ErrorMessage}";
    }
}
