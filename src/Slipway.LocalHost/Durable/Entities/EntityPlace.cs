namespace Slipway.LocalHost.Durable.Entities;

/// <summary>What an entity does at this moment, and what waits for it.</summary>
/// <param name="Running">The operation that runs; null when none does.</param>
/// <param name="IsOverdue">Whether it has been running for so long that the log has named it.</param>
/// <param name="AwaitsTurn">Whether it has something to do and waits until fewer entities run.</param>
/// <param name="Waiting">What waits for it, in order, without the operation that runs.</param>
/// <param name="Lock">Who has locked it, as far as is known in memory.</param>
internal sealed record EntityPlace(
    RunningOperation? Running, bool IsOverdue, bool AwaitsTurn, IReadOnlyList<EntityMessage> Waiting, EntityLock? Lock);
