namespace Microsoft.DurableTask.Entities;

/// <summary>
/// The base of entities written as classes: an operation is a public method of the class (or of the state, where allowed), and what
/// <see cref="State"/> is after it is kept. An operation <c>delete</c> that no method handles deletes the state.
/// </summary>
public abstract class TaskEntity<TState> : ITaskEntity
{
    private const string DeleteOperation = "delete";

    /// <summary>Whether methods of the state are operations too; the class's own come first. Default false.</summary>
    protected virtual bool AllowStateDispatch => false;

    /// <summary>The state. Set it or change it: it is kept when the operation succeeds. Null deletes the entity.</summary>
    protected TState State { get; set; } = default!;

    /// <summary>What the operation may do.</summary>
    protected TaskEntityContext Context { get; private set; } = null!;

    /// <summary>Runs one operation.</summary>
    /// <exception cref="NotSupportedException">There is no method for it.</exception>
    public ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is { } state ? (TState)state : InitializeState(operation);
        if (operation.TryDispatch(this, out var result, out var resultType)
            || (AllowStateDispatch && operation.TryDispatch(StateOrThrow(), out result, out resultType)))
        {
            return KeepStateAsync(operation, result, resultType);
        }

        if (!operation.Name.Equals(DeleteOperation, StringComparison.OrdinalIgnoreCase))
        {
            throw new NotSupportedException($"Entity '{operation.Context.Id}' has no public method for the operation '{operation.Name}'.");
        }

        operation.State.SetState(null);
        return default;
    }

    /// <summary>The state of an entity that has none yet: a new <typeparamref name="TState"/>, unless overridden.</summary>
    protected virtual TState InitializeState(TaskEntityOperation entityOperation)
        => Nullable.GetUnderlyingType(typeof(TState)) is { } underlying
            ? (TState)Activator.CreateInstance(underlying)!
            : Activator.CreateInstance<TState>();

    private object StateOrThrow()
        => State ?? throw new InvalidOperationException("The state is null, so it cannot run operations; override InitializeState.");

    private async ValueTask<object?> KeepStateAsync(TaskEntityOperation operation, object? result, Type resultType)
    {
        var value = await EntityResult.UnwrapAsync(result, resultType).ConfigureAwait(false);
        operation.State.SetState(State);
        return value;
    }
}
