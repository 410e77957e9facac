namespace DurableTask.Core.History;

/// <summary>The orchestration was started.</summary>
public class ExecutionStartedEvent : HistoryEvent, ISupportsDurableTraceContext
{
    /// <summary>Makes the event.</summary>
    public ExecutionStartedEvent(int eventId, string input)
        : base(eventId)
    {
        Input = input;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionStarted;

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; set; } = null!;

    /// <summary>The orchestrator's version.</summary>
    public string Version { get; set; } = null!;

    /// <summary>Its input as text.</summary>
    public string Input { get; set; } = null!;

    /// <summary>The execution.</summary>
    public OrchestrationInstance OrchestrationInstance = null!;

    /// <summary>Who called; null at the top.</summary>
    public ParentInstance ParentInstance { get; set; } = null!;

    /// <summary>Labels kept with the instance.</summary>
    public IDictionary<string, string> Tags { get; set; } = null!;

    /// <summary>Trace correlation; not used here.</summary>
    public string Correlation { get; set; } = null!;

    /// <summary>Whether a new trace begins; not used here.</summary>
    public bool GenerateNewTrace { get; set; }

    /// <summary>How many times it started over; null when unknown.</summary>
    public int? Generation { get; set; }

    /// <summary>When it was to start; null means at once.</summary>
    public System.DateTime? ScheduledStartTime { get; set; }
}
