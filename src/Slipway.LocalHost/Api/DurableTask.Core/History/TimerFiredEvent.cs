namespace DurableTask.Core.History;

/// <summary>A timer fired.</summary>
public class TimerFiredEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public TimerFiredEvent(int eventId)
        : base(eventId)
    {
    }

    /// <summary>Makes the event.</summary>
    public TimerFiredEvent(int eventId, DateTime fireAt)
        : base(eventId)
    {
        FireAt = fireAt;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TimerFired;

    /// <summary>When it fires, in UTC.</summary>
    public DateTime FireAt { get; set; }

    /// <summary>The event id of the timer.</summary>
    public int TimerId { get; set; }
}
