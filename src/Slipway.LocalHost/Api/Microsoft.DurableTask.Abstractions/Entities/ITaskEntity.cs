namespace Microsoft.DurableTask.Entities;

/// <summary>An entity: a small state that only its own operations change, one at a time.</summary>
public interface ITaskEntity
{
    /// <summary>Runs one operation and gives its result. When it throws, the state is as it was before.</summary>
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}
