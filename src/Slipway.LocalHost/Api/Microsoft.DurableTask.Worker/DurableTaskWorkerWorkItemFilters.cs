namespace Microsoft.DurableTask.Worker;

/// <summary>Which work a backend sends to a worker. The embedded task hub has one worker, which gets all.</summary>
public class DurableTaskWorkerWorkItemFilters
{
    /// <summary>The orchestrations.</summary>
    public IReadOnlyList<OrchestrationFilter> Orchestrations { get; set; } = [];

    /// <summary>The activities.</summary>
    public IReadOnlyList<ActivityFilter> Activities { get; set; } = [];

    /// <summary>The entities.</summary>
    public IReadOnlyList<EntityFilter> Entities { get; set; } = [];

    /// <summary>
    /// The work that a registry can do: each name with its versions, or, when it has none, with any; with the worker's version alone when
    /// that one must match.
    /// </summary>
    internal static DurableTaskWorkerWorkItemFilters FromRegistry(DurableTaskRegistry registry, DurableTaskWorkerOptions options)
    {
        var only = options.Versioning is { MatchStrategy: DurableTaskWorkerOptions.VersionMatchStrategy.Strict } versioning
            ? versioning.Version ?? string.Empty
            : null;
        return new DurableTaskWorkerWorkItemFilters
        {
            Orchestrations = [.. Group(registry.OrchestratorsByVersion.Keys, only)
                .Select(group => new OrchestrationFilter(group.Name, group.Versions))],
            Activities = [.. Group(registry.ActivitiesByVersion.Keys, only)
                .Select(group => new ActivityFilter(group.Name, group.Versions))],
            Entities = [.. registry.Entities.Keys.Select(name => new EntityFilter(name))],
        };
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Versions)> Group(
        IEnumerable<(TaskName Name, TaskVersion Version)> keys, string? only)
        => keys.GroupBy(key => key.Name).Select(group =>
        {
            IReadOnlyList<string> versions =
                only is not null ? [only]
                : group.All(key => key.Version == TaskVersion.Unversioned) ? []
                : [.. group.Select(key => key.Version.Version).Order(StringComparer.OrdinalIgnoreCase)];
            return (group.Key.Name, versions);
        });

    /// <summary>An orchestration by name and versions.</summary>
    public readonly struct OrchestrationFilter
    {
        /// <summary>No orchestration.</summary>
        public OrchestrationFilter()
            : this(string.Empty, versions: null)
        {
        }

        /// <summary>An orchestration of some versions; null or empty means any.</summary>
        public OrchestrationFilter(string name, IReadOnlyList<string>? versions)
        {
            Name = name;
            Versions = versions ?? [];
        }

        /// <summary>The name.</summary>
        public string Name { get; init; }

        /// <summary>The versions; empty means any.</summary>
        public IReadOnlyList<string> Versions { get; init; }
    }

    /// <summary>An activity by name and versions.</summary>
    public readonly struct ActivityFilter
    {
        /// <summary>No activity.</summary>
        public ActivityFilter()
            : this(string.Empty, versions: null)
        {
        }

        /// <summary>An activity of some versions; null or empty means any.</summary>
        public ActivityFilter(string name, IReadOnlyList<string>? versions)
        {
            Name = name;
            Versions = versions ?? [];
        }

        /// <summary>The name.</summary>
        public string Name { get; init; }

        /// <summary>The versions; empty means any.</summary>
        public IReadOnlyList<string> Versions { get; init; }
    }

    /// <summary>An entity by name.</summary>
    public readonly struct EntityFilter
    {
        /// <summary>No entity.</summary>
        public EntityFilter()
            : this(string.Empty)
        {
        }

        /// <summary>An entity.</summary>
        public EntityFilter(string name)
        {
            Name = name;
        }

        /// <summary>The name.</summary>
        public string Name { get; init; }
    }
}
