namespace DurableTask.Core.History;

/// <summary>A sub-orchestration failed.</summary>
public class SubOrchestrationInstanceFailedEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public SubOrchestrationInstanceFailedEvent(int eventId, int taskScheduledId, string? reason, string? details)
        : this(eventId, taskScheduledId, reason, details, failureDetails: null)
    {
    }

    /// <summary>Makes the event.</summary>
    public SubOrchestrationInstanceFailedEvent(
        int eventId, int taskScheduledId, string? reason, string? details, FailureDetails? failureDetails)
        : base(eventId)
    {
        TaskScheduledId = taskScheduledId;
        Reason = reason;
        Details = details;
        FailureDetails = failureDetails;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.SubOrchestrationInstanceFailed;

    /// <summary>The event id of the call.</summary>
    public int TaskScheduledId { get; }

    /// <summary>The message.</summary>
    public string? Reason { get; }

    /// <summary>More about it.</summary>
    public string? Details { get; }

    /// <summary>The failure as data.</summary>
    public FailureDetails? FailureDetails { get; }
}
