using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>How to start an orchestration.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Options with an instance id (unset: the client makes one) and a start time (unset: at once).</summary>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>A copy of other options.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The instance id; null lets the client make one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When to start; null means at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Labels kept with the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The version to run; null means the host's default.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the states in which an existing instance of the same id refuses the start; null means the host's default.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
