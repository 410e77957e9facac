namespace DurableTask.Core.History;

/// <summary>The orchestration ended.</summary>
public class ExecutionCompletedEvent : HistoryEvent
{
    /// <summary>Makes the event.</summary>
    public ExecutionCompletedEvent(
        int eventId, string? result, OrchestrationStatus orchestrationStatus, FailureDetails? failureDetails = null)
        : base(eventId)
    {
        Result = result;
        OrchestrationStatus = orchestrationStatus;
        FailureDetails = failureDetails;
    }

    /// <inheritdoc/>
    public override EventType EventType => EventType.ExecutionCompleted;

    /// <summary>How it ended.</summary>
    public OrchestrationStatus OrchestrationStatus { get; }

    /// <summary>Its output as text.</summary>
    public string? Result { get; }

    /// <summary>Why it failed; null when it did not.</summary>
    public FailureDetails? FailureDetails { get; }
}
