using Slipway.LocalHost.Durable.Entities;

namespace Slipway.LocalHost.Storage;

/// <summary>An entity as the store has it.</summary>
/// <param name="EntityId">Which, as <c>@name@key</c>.</param>
/// <param name="State">JSON of its state; null when it has none, or it was not asked for.</param>
/// <param name="Lock">Who has locked it; null when nobody has.</param>
/// <param name="ModifiedAt">When its last batch of operations ended, in UTC.</param>
internal sealed record EntityRow(string EntityId, string? State, EntityLock? Lock, DateTime ModifiedAt)
{
    /// <summary>Whether nothing is known of it that would have to be kept.</summary>
    public bool IsEmpty => State is null && Lock is null;

    /// <summary>An entity that is not in the store.</summary>
    public static EntityRow None(string entityId) => new(entityId, State: null, Lock: null, default);
}
