namespace Slipway.LocalHost.Durable.Entities;

/// <summary>
/// An orchestration wants to lock entities. The request goes from one to the next in the order of their ids, which is the same for all
/// orchestrations, so that no two can wait for each other; the last one tells the orchestration.
/// </summary>
/// <param name="Owner">The call that waits.</param>
/// <param name="EntityIds">All of them, in order.</param>
/// <param name="Position">Which of them this message is for.</param>
internal sealed record EntityLockMessage(EntityCaller Owner, IReadOnlyList<string> EntityIds, int Position) : EntityMessage
{
    /// <summary>The lock it asks for.</summary>
    public EntityLock ToLock() => new(Owner.Key, Owner.Generation, Owner.TaskId, Owner.InstanceId);
}
