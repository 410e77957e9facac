using System.Diagnostics;

namespace Slipway.LocalHost.Durable.Turns;

// What happens to orchestrators that do not return: they are named, give up their place, and what arrives for them is stored.
internal sealed partial class OrchestrationDispatcher
{
    /// <summary>
    /// Looks for turns that have been running for too long: by the computer's own time, for a clock that a test moves says nothing about
    /// threads. Lets orchestrations that have waited for too long leave memory. Called from time to time.
    /// </summary>
    public void Watch()
    {
        lock (_lock)
        {
            var overdue = _slots.Running.Where(IsLong).ToList();
            foreach (var slot in overdue)
            {
                if (!slot.IsOverdue)
                {
                    slot.IsOverdue = true;
                    _executing--;
                    Note(slot);
                }

                Store(slot);
            }

            if (options.MaxWarmTime is { } most)
            {
                _slots.DropIdle(slot => time.GetElapsedTime(slot.TurnEndedAt) > most);
            }

            StartTurns();
        }
    }

    private bool IsLong(InstanceSlot slot) => Stopwatch.GetElapsedTime(slot.RunningSince) > options.LongRunning;

    private void Note(InstanceSlot slot)
    {
        LogOverdue(slot.Name, options.LongRunning);
        if (slot.Instance is { } state)
        {
            var reason = new TimeoutException(
                $"The orchestrator has not returned from its turn for {options.LongRunning}: it computes without end, or blocks its " +
                "thread (.Result, Wait, Thread.Sleep, a lock). It may only await tasks of its context.");
            slot.Note = new StallOperation(
                slot, state, reason, Arrived(slot), time.GetUtcNow().UtcDateTime, end => Noted(slot, state, end));
            writer.Submit(slot.Note);
        }
    }

    /// <summary>The turn, when it ends after all, begins from the row as it is now.</summary>
    private void Noted(InstanceSlot slot, InstanceState before, TurnEnd end)
    {
        lock (_lock)
        {
            if (end.State is not null && ReferenceEquals(slot.Instance, before))
            {
                slot.Instance = end.State;
            }
        }
    }
}
