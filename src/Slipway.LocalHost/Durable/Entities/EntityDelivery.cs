namespace Slipway.LocalHost.Durable.Entities;

/// <summary>A message that is stored for an entity.</summary>
/// <param name="Id">Its place among all of them.</param>
/// <param name="EntityId">Which entity.</param>
/// <param name="Message">What is asked.</param>
/// <param name="DeliverAt">When the entity gets it, in UTC; null at once.</param>
internal sealed record EntityDelivery(long Id, string EntityId, EntityMessage Message, DateTime? DeliverAt);
