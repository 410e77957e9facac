using System.Text.Json.Serialization;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Something that is asked of an entity. It is stored until the batch that took it is.</summary>
/// <remarks>Stored as JSON with its kind in <c>$type</c>. A kind or property, once released, is never renamed.</remarks>
[JsonDerivedType(typeof(EntityOperationMessage), "Operation")]
[JsonDerivedType(typeof(EntityLockMessage), "Lock")]
[JsonDerivedType(typeof(EntityUnlockMessage), "Unlock")]
internal abstract record EntityMessage;
