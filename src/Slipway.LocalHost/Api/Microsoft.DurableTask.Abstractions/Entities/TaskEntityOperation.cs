namespace Microsoft.DurableTask.Entities;

/// <summary>One operation on an entity.</summary>
public abstract class TaskEntityOperation
{
    /// <summary>The operation's name. Case is ignored when it is matched to a method.</summary>
    public abstract string Name { get; }

    /// <summary>What the operation may do.</summary>
    public abstract TaskEntityContext Context { get; }

    /// <summary>The entity's state.</summary>
    public abstract TaskEntityState State { get; }

    /// <summary>Whether the caller sent an input.</summary>
    public abstract bool HasInput { get; }

    /// <summary>The input as a type; the type's default when there is none.</summary>
    public virtual T? GetInput<T>() => GetInput(typeof(T)) is { } input ? (T)input : default;

    /// <summary>The input as a type; null when there is none.</summary>
    public abstract object? GetInput(Type inputType);

    /// <summary>The entity's name and the operation's.</summary>
    public override string ToString() => $"{Context.Id.Name}/{Name}";
}
