using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <summary>
/// The orchestrators, activities and entities of a worker. A name and a version (for entities a name) can be taken once; case is ignored.
/// Not safe to change from several threads.
/// </summary>
public sealed partial class DurableTaskRegistry
{
    /// <summary>The orchestrators by name and version.</summary>
    internal Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskOrchestrator>> OrchestratorsByVersion { get; }
        = [];

    /// <summary>The activities by name and version.</summary>
    internal Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskActivity>> ActivitiesByVersion { get; } = [];

    /// <summary>The entities by name.</summary>
    internal Dictionary<TaskName, Func<IServiceProvider, ITaskEntity>> Entities { get; } = [];

    // Read by reflection by code that knows the package's internals.
    internal IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> Orchestrators
        => OrchestratorsByVersion.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    internal IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> Activities
        => ActivitiesByVersion.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    /// <summary>The orchestrators: an entry for each version of a name.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() => Orchestrators;

    /// <summary>The activities: an entry for each version of a name.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() => Activities;

    /// <summary>The entities.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskEntity>>> GetEntities() => Entities.Select(entry => entry);

    private static Task<object?> NoResult => Task.FromResult<object?>(null);

    private static Func<IServiceProvider, TTask> Creator<TTask>(Type type)
    {
        TaskTypeExtensions.EnsureConcrete<TTask>(type);
        var create = ActivatorUtilities.CreateFactory(type, []);
        return services => (TTask)(services.GetService(type) ?? create(services, null));
    }

    private static void Register<TKey, TTask>(
        Dictionary<TKey, Func<IServiceProvider, TTask>> tasks,
        TaskName name,
        TaskVersion version,
        TKey key,
        Func<IServiceProvider, TTask> factory)
        where TKey : notnull
    {
        if (name == default)
        {
            throw new ArgumentException("A task needs a name.", nameof(name));
        }

        ArgumentNullException.ThrowIfNull(factory);
        if (!tasks.TryAdd(key, factory))
        {
            var which = version == TaskVersion.Unversioned ? $"named '{name}'" : $"named '{name}' with version '{version.Version}'";
            throw new ArgumentException($"There is an {typeof(TTask).Name} {which} already.", nameof(name));
        }
    }
}
