using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask;

/// <content>Entities.</content>
public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an entity that is made for each operation from the operation's own services.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, Func<IServiceProvider, ITaskEntity> factory)
    {
        Register(Entities, name, TaskVersion.Unversioned, name, factory);
        return this;
    }

    /// <summary>Adds an entity by its class, made from the services for each operation.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, Type type) => AddEntity(name, Creator<ITaskEntity>(type));

    /// <summary>Adds an entity by its class, under the name of its attribute or else of the class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is taken.</exception>
    public DurableTaskRegistry AddEntity(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AddEntity(type.GetTaskName(), type);
    }

    /// <summary>Adds an entity by its class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is empty or taken.</exception>
    public DurableTaskRegistry AddEntity<TEntity>(TaskName name)
        where TEntity : class, ITaskEntity
        => AddEntity(name, typeof(TEntity));

    /// <summary>Adds an entity by its class, under the name of its attribute or else of the class.</summary>
    /// <exception cref="ArgumentException">The type cannot be made, or the name is taken.</exception>
    public DurableTaskRegistry AddEntity<TEntity>()
        where TEntity : class, ITaskEntity
        => AddEntity(typeof(TEntity));

    /// <summary>Adds one object as an entity: all operations of all keys share it.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return AddEntity(name, _ => entity);
    }

    /// <summary>Adds one object as an entity, under the name of its class: all operations of all keys share it.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public DurableTaskRegistry AddEntity(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return AddEntity(entity.GetType().GetTaskName(), entity);
    }
}
