namespace DurableTask.Core.History;

/// <summary>An activity was called.</summary>
public class TaskScheduledEvent : HistoryEvent, ISupportsDurableTraceContext
{
    /// <summary>Makes the event.</summary>
    public TaskScheduledEvent(int eventId)
        : base(eventId)
    {
    }

    /// <summary>Makes the event.</summary>
    public TaskScheduledEvent(int eventId, string name, string? version = null, string? input = null)
        : base(eventId)
    {
        Name = name;
        Version = version;
        Input = input;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.TaskScheduled;

    /// <summary>The activity's name.</summary>
    public string? Name { get; set; }

    /// <summary>Its version.</summary>
    public string? Version { get; set; }

    /// <summary>Its input as text: an array of one value.</summary>
    public string? Input { get; set; }

    /// <summary>Labels kept with it.</summary>
    public IDictionary<string, string>? Tags { get; set; }
}
