namespace DurableTask.Core.History;

/// <summary>A failed orchestration was taken back to before its failure.</summary>
public class ExecutionRewoundEvent : HistoryEvent, ISupportsDurableTraceContext
{
    /// <summary>Makes the event.</summary>
    public ExecutionRewoundEvent(int eventId)
        : this(eventId, reason: null)
    {
    }

    /// <summary>Makes the event.</summary>
    public ExecutionRewoundEvent(int eventId, string? reason)
        : base(eventId)
    {
        Reason = reason;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionRewound;

    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>The instance.</summary>
    public string? InstanceId { get; set; }

    /// <summary>The parent's execution.</summary>
    public string? ParentExecutionId { get; set; }
}
