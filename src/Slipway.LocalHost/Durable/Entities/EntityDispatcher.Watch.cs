using System.Diagnostics;

namespace Slipway.LocalHost.Durable.Entities;

// What happens to operations that do not end: their entity is named, and gives up its place unless the number of places was set.
internal sealed partial class EntityDispatcher
{
    private bool KeepsPlace => _options.MaxConcurrentEntities is not null;

    /// <summary>Looks for batches that have been running for too long. Called from time to time.</summary>
    public void Watch()
    {
        lock (_lock)
        {
            foreach (var slot in _slots.Values.Where(slot => slot.RunningSince != 0 && !slot.IsOverdue && IsLong(slot)))
            {
                slot.IsOverdue = true;
                _running -= KeepsPlace ? 0 : 1;
                LogOverdue(slot.EntityId, _options.LongRunning, slot.Running?.Message.Operation ?? "none");
            }

            StartNext();
        }
    }

    private bool IsLong(EntitySlot slot) => Stopwatch.GetElapsedTime(slot.RunningSince) > _options.LongRunning;
}
