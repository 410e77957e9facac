using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Worker;

/// <summary>Makes what a registry holds. The registry must not change any more.</summary>
internal sealed class DurableTaskFactory(DurableTaskRegistry registry) : IDurableTaskFactory2, IVersionedTaskFactory
{
    private readonly HashSet<TaskName> _versionedOrchestrators = Versioned(registry.OrchestratorsByVersion.Keys);
    private readonly HashSet<TaskName> _versionedActivities = Versioned(registry.ActivitiesByVersion.Keys);

    /// <summary>Whether there is an activity of the name, in any version.</summary>
    public bool HasActivity(TaskName name)
        => _versionedActivities.Contains(name) || registry.ActivitiesByVersion.ContainsKey((name, TaskVersion.Unversioned));

    /// <summary>Whether there is an orchestrator of the name, in any version.</summary>
    public bool HasOrchestrator(TaskName name)
        => _versionedOrchestrators.Contains(name) || registry.OrchestratorsByVersion.ContainsKey((name, TaskVersion.Unversioned));

    /// <summary>Whether there is an entity of the name.</summary>
    public bool HasEntity(TaskName name) => registry.Entities.ContainsKey(name);

    public bool TryCreateActivity(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
        => TryCreateActivity(name, TaskVersion.Unversioned, serviceProvider, out activity);

    public bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = Find(registry.ActivitiesByVersion, _versionedActivities, name, version)?.Invoke(serviceProvider);
        return activity is not null;
    }

    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
        => TryCreateOrchestrator(name, TaskVersion.Unversioned, serviceProvider, out orchestrator);

    public bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = Find(registry.OrchestratorsByVersion, _versionedOrchestrators, name, version)?.Invoke(serviceProvider);
        return orchestrator is not null;
    }

    public bool TryCreateEntity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskEntity? entity)
    {
        entity = registry.Entities.TryGetValue(name, out var factory) ? factory(serviceProvider) : null;
        return entity is not null;
    }

    private static Func<IServiceProvider, T>? Find<T>(
        Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, T>> tasks,
        HashSet<TaskName> versioned,
        TaskName name,
        TaskVersion version)
        => tasks.TryGetValue((name, version), out var factory) ? factory
            : !versioned.Contains(name) && tasks.TryGetValue((name, TaskVersion.Unversioned), out factory) ? factory
            : null;

    private static HashSet<TaskName> Versioned(IEnumerable<(TaskName Name, TaskVersion Version)> keys)
        => [.. keys.Where(key => key.Version != TaskVersion.Unversioned).Select(key => key.Name)];
}
