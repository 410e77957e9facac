using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Hands an entity function's operation to the code that runs it. One call a function.</summary>
public sealed class TaskEntityDispatcher
{
    private readonly TaskEntityOperation _operation;
    private readonly IServiceProvider _services;

    internal TaskEntityDispatcher(TaskEntityOperation operation, IServiceProvider services)
    {
        _operation = operation;
        _services = services;
    }

    /// <summary>What the operation gave.</summary>
    internal object? Result { get; private set; }

    /// <summary>Whether the function handed its operation on.</summary>
    internal bool IsDispatched { get; private set; }

    /// <summary>Runs the operation on an entity object.</summary>
    public Task DispatchAsync(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return RunAsync(entity.RunAsync);
    }

    /// <summary>
    /// Runs the operation on an entity class, made from the invocation's services; or, when <typeparamref name="T"/> is no
    /// <see cref="ITaskEntity"/>, on a state of this type, whose public methods are the operations.
    /// </summary>
    public Task DispatchAsync<T>()
        => typeof(ITaskEntity).IsAssignableFrom(typeof(T))
            ? DispatchAsync((ITaskEntity)ActivatorUtilities.GetServiceOrCreateInstance(_services, typeof(T)))
            : DispatchAsync(new StateEntity<T>());

    /// <summary>Runs the operation by a function.</summary>
    public Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(handler);
    }

    private async Task RunAsync(Func<TaskEntityOperation, ValueTask<object?>> handler)
    {
        IsDispatched = true;
        Result = await handler(_operation).ConfigureAwait(false);
    }

    private sealed class StateEntity<T> : TaskEntity<T>
    {
        protected override bool AllowStateDispatch => true;
    }
}
