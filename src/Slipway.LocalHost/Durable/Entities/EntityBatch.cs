using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>What some messages, taken together, did to an entity: ready to be committed as one.</summary>
internal sealed class EntityBatch(EntityRow before)
{
    public string EntityId => before.EntityId;

    /// <summary>JSON of the state as it is now.</summary>
    public string? State { get; set; } = before.State;

    /// <summary>Who has locked the entity now.</summary>
    public EntityLock? Lock { get; set; } = before.Lock;

    /// <summary>The messages that are used up.</summary>
    public List<EntityDelivery> Consumed { get; } = [];

    /// <summary>What happens besides, in order.</summary>
    public List<EntityEffect> Effects { get; } = [];

    /// <summary>How many operations were run.</summary>
    public int Operations { get; set; }

    /// <summary>The entity after the batch.</summary>
    public EntityRow After(DateTime now) => new(EntityId, State, Lock, now);
}
