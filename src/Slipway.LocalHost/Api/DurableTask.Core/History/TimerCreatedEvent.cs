namespace DurableTask.Core.History;

/// <summary>A timer was set.</summary>
public class TimerCreatedEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public TimerCreatedEvent(int eventId)
        : base(eventId)
    {
    }

    /// <summary>Makes the event.</summary>
    public TimerCreatedEvent(int eventId, DateTime fireAt)
        : base(eventId)
    {
        FireAt = fireAt;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TimerCreated;

    /// <summary>When it fires, in UTC.</summary>
    public DateTime FireAt { get; set; }
}
