namespace Slipway.LocalHost.Durable.Turns;

// What an instance does, for those who ask why it waits.
internal sealed partial class OrchestrationDispatcher
{
    /// <summary>What an instance does; null when it is not in memory.</summary>
    public SlotSnapshot? Look(long key)
    {
        lock (_lock)
        {
            // An executor belongs to its turn while one is taken: outside of it, the lock keeps the next from starting.
            return _slots.Find(key) is not { } slot ? null : new SlotSnapshot(
                slot.State,
                slot.TurnBegan,
                slot.IsOverdue,
                slot.State == SlotState.Ready ? _ready.TakeWhile(other => !ReferenceEquals(other, slot)).Count() : 0,
                slot.State == SlotState.InTurn ? null : slot.Executor?.Waits);
        }
    }
}
