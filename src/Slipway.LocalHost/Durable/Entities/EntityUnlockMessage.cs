namespace Slipway.LocalHost.Durable.Entities;

/// <summary>A critical section has ended. Its lock is given back, or no longer asked for.</summary>
/// <param name="OwnerKey">The orchestration's key.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="TaskId">The number of the call that asked for the lock.</param>
internal sealed record EntityUnlockMessage(long OwnerKey, int Generation, int TaskId) : EntityMessage;
