namespace DurableTask.Core.History;

/// <summary>A sub-orchestration was started.</summary>
public class SubOrchestrationInstanceCreatedEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public SubOrchestrationInstanceCreatedEvent(int eventId)
        : base(eventId)
    {
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.SubOrchestrationInstanceCreated;

    /// <summary>Its orchestrator's name.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Its version.</summary>
    public string Version { get; set; } = null!;

    /// <summary>Its instance id.</summary>
    public string InstanceId { get; set; } = null!;

    /// <summary>Its input as text.</summary>
    public string Input { get; set; } = null!;

    /// <summary>Trace span; not used here.</summary>
    public string ClientSpanId { get; set; } = null!;

    /// <summary>Labels kept with it.</summary>
    public IDictionary<string, string> Tags { get; set; } = null!;
}
