namespace DurableTask.Core.History;

/// <summary>An event was sent to another orchestration.</summary>
public class EventSentEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public EventSentEvent(int eventId)
        : base(eventId)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.EventSent;

    /// <summary>Who gets it.</summary>
    public string InstanceId { get; set; } = null!;

    /// <summary>Its name.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Its payload as text.</summary>
    public string Input { get; set; } = null!;
}
