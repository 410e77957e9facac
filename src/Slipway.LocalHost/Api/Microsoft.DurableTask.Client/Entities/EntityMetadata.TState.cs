using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What is known about an entity at one moment.</summary>
[JsonConverter(typeof(EntityMetadataConverter))]
public class EntityMetadata<TState>
{
    private readonly TState? _state;

    /// <summary>Metadata of an entity without its state.</summary>
    /// <exception cref="ArgumentException">The id is the default value.</exception>
    public EntityMetadata(EntityInstanceId id)
    {
        Id = id != default ? id : throw new ArgumentException("An entity needs an id.", nameof(id));
    }

    /// <summary>Metadata of an entity; without state when it is null.</summary>
    /// <exception cref="ArgumentException">The id is the default value.</exception>
    public EntityMetadata(EntityInstanceId id, TState? state)
        : this(id)
    {
        IncludesState = state is not null;
        _state = state;
    }

    /// <summary>The entity.</summary>
    public EntityInstanceId Id { get; }

    /// <summary>When an operation last changed it.</summary>
    public DateTimeOffset LastModifiedTime { get; init; }

    /// <summary>How many operations wait.</summary>
    public int BacklogQueueSize { get; init; }

    /// <summary>The instance id of the orchestration that has locked it; null when none has.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Whether the state is here: it was asked for, and there is one.</summary>
    [MemberNotNullWhen(true, nameof(State))]
    public bool IncludesState { get; }

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">It is not here; <see cref="IncludesState"/> says so.</exception>
    public TState State => IncludesState
        ? _state!
        : throw new InvalidOperationException($"The state of entity '{Id}' was not asked for, or there is none.");
}
