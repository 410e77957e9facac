namespace Microsoft.DurableTask;

/// <summary>What an activity knows about the call that runs it.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The activity's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance id of the orchestration that called.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The activity's version; empty when there is none.</summary>
    public virtual string Version => string.Empty;
}
