using System.Runtime.Serialization;

namespace DurableTask.Core.History;

/// <summary>One thing that happened in an orchestration.</summary>
public abstract class HistoryEvent : IExtensibleDataObject
{
    /// <summary>An event of an id.</summary>
    protected HistoryEvent(int eventId)
    {
        EventId = eventId;
    }

    /// <summary>The number of the task that the event begins; -1 for events that begin none.</summary>
    public int EventId { get; }

    /// <summary>Whether the event was replayed.</summary>
    public bool IsPlayed { get; set; }

    /// <summary>When it happened, in UTC.</summary>
    public DateTime Timestamp { get; set; }

    /// <summary>The kind of event.</summary>
    public virtual EventType EventType { get; }

    /// <inheritdoc/>
    public ExtensionDataObject? ExtensionData { get; set; }

    /// <summary>The types of events there are.</summary>
    public static IEnumerable<Type> KnownTypes()
        => typeof(HistoryEvent).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(HistoryEvent)));
}
