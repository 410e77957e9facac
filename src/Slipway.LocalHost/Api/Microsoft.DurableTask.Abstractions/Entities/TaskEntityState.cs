namespace Microsoft.DurableTask.Entities;

/// <summary>The state of an entity during an operation.</summary>
public abstract class TaskEntityState
{
    /// <summary>Whether there is a state: an entity that nobody has written to, or that was deleted, has none.</summary>
    public abstract bool HasState { get; }

    /// <summary>The state as a type; the given value when there is none.</summary>
    public virtual T? GetState<T>(T? defaultValue = default) => GetState(typeof(T)) is { } state ? (T)state : defaultValue;

    /// <summary>The state as a type; null when there is none.</summary>
    public abstract object? GetState(Type type);

    /// <summary>Sets the state; null deletes it.</summary>
    public abstract void SetState(object? state);
}
