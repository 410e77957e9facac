using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>The locks an orchestration has asked for, and which of them it may use now.</summary>
/// <param name="taskId">The number of the call that asked for them.</param>
/// <param name="ids">The entities, in order.</param>
internal sealed class CriticalSection(int taskId, IReadOnlyList<EntityInstanceId> ids)
{
    private readonly HashSet<EntityInstanceId> _busy = [];

    public int TaskId => taskId;

    /// <summary>Whether all the locks are held.</summary>
    public bool IsEntered { get; private set; }

    /// <summary>The locked entities that have no call under way.</summary>
    public IReadOnlyList<EntityInstanceId> Available => [.. ids.Where(id => !_busy.Contains(id))];

    public void Enter() => IsEntered = true;

    /// <summary>Takes a locked entity for a call.</summary>
    /// <exception cref="InvalidOperationException">It is not locked, or another call to it is under way.</exception>
    public void BeginCall(EntityInstanceId id)
    {
        if (!IsEntered || !ids.Contains(id))
        {
            throw new InvalidOperationException(
                $"Entity '{id}' cannot be called in a critical section that has not locked it, as that could wait for ever. " +
                "Lock it with the others, or call it before or after.");
        }

        if (!_busy.Add(id))
        {
            throw new InvalidOperationException(
                $"Entity '{id}' cannot be called in a critical section while an earlier call to it is under way. Await that one first.");
        }
    }

    public void EndCall(EntityInstanceId id) => _busy.Remove(id);

    /// <exception cref="InvalidOperationException">It is one of the locked entities.</exception>
    public void EnsureMaySignal(EntityInstanceId id)
    {
        if (ids.Contains(id))
        {
            throw new InvalidOperationException(
                $"Entity '{id}' cannot be signalled in the critical section that locks it: the signal would wait for the lock. Call it.");
        }
    }
}
