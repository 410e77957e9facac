namespace DurableTask.Core.History;

/// <summary>Something else happened.</summary>
public class GenericEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public GenericEvent(int eventId, string data)
        : base(eventId)
    {
        Data = data;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.GenericEvent;

    /// <summary>What.</summary>
    public string Data = null!;
}
