namespace DurableTask.Core.History;

/// <summary>An external event came.</summary>
public class EventRaisedEvent : HistoryEvent, ISupportsDurableTraceContext
{
    /// <summary>Makes the event.</summary>
    public EventRaisedEvent(int eventId, string input)
        : base(eventId)
    {
        Input = input;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.EventRaised;

    /// <summary>Its payload as text.</summary>
    public string Input { get; set; } = null!;

    /// <summary>Its name.</summary>
    public string Name { get; set; } = null!;
}
