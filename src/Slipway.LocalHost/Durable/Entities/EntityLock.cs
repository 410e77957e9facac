namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Who has locked an entity.</summary>
/// <param name="OwnerKey">The orchestration's key.</param>
/// <param name="Generation">Its generation: the lock does not outlive it.</param>
/// <param name="TaskId">The number of the call that asked for the lock; it names the critical section.</param>
/// <param name="InstanceId">The orchestration's instance id.</param>
internal sealed record EntityLock(long OwnerKey, int Generation, int TaskId, string InstanceId)
{
    /// <summary>Whether an entity takes a message now: without a lock all, else only those of the owner's critical section.</summary>
    public static bool Admits(EntityLock? held, EntityMessage message) => held is null || message switch
    {
        EntityOperationMessage { Caller: { } caller, Section: { } section } =>
            caller.Key == held.OwnerKey && caller.Generation == held.Generation && section == held.TaskId,
        EntityUnlockMessage => true,
        _ => false,
    };

    /// <summary>Whether a message gives this lock back.</summary>
    public bool IsEndedBy(EntityUnlockMessage release) =>
        (OwnerKey, Generation, TaskId) == (release.OwnerKey, release.Generation, release.TaskId);

    /// <summary>What gives this lock back.</summary>
    public EntityUnlockMessage Release() => new(OwnerKey, Generation, TaskId);
}
