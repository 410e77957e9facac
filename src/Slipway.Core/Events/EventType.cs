namespace Slipway.Core.Events;

/// <summary>The names of what can happen to a workflow.</summary>
public static class EventType
{
#pragma warning disable CS1591 // The names say it.
    public const string WorkflowStarted = "workflow_started";
    public const string WorkflowCompleted = "workflow_completed";
    public const string WorkflowFailed = "workflow_failed";
    public const string WorkflowPaused = "workflow_paused";
    public const string WorkflowResumed = "workflow_resumed";
    public const string WorkflowCancelled = "workflow_cancelled";
    public const string StateChanged = "state_changed";
    public const string StepStarted = "step_execution_started";
    public const string StepCompleted = "step_execution_completed";
    public const string StepFailed = "step_failed";
    public const string StepRetry = "step_retry";
    public const string StepSkipped = "step_skipped";
    public const string StepCancelled = "step_cancelled";
    public const string StepReopened = "step_reopened";
    public const string StepCompensated = "step_compensated";
    public const string StepInputChanged = "step_input_changed";
    public const string ChildStarted = "child_started";
    public const string EventReceived = "event_received";
    public const string ActionRefused = "action_refused";
    public const string ParallelBatchStarted = "parallel_batch_started";
    public const string ParallelBatchCompleted = "parallel_batch_completed";
    public const string ApprovalRequested = "approval_requested";
    public const string ApprovalGiven = "approval_given";
    public const string ApprovalReminder = "approval_reminder";
    public const string ApprovalEscalated = "approval_escalated";
    public const string ApprovalDecided = "approval_decided";
    public const string ArtifactSaved = "artifact_saved";
    public const string Progress = "progress";
#pragma warning restore CS1591

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        WorkflowStarted, WorkflowCompleted, WorkflowFailed, WorkflowPaused, WorkflowResumed, WorkflowCancelled, StateChanged, StepStarted,
        StepCompleted, StepFailed, StepRetry, StepSkipped, StepCancelled, StepReopened, StepCompensated, StepInputChanged, ChildStarted,
        EventReceived, ActionRefused, ParallelBatchStarted, ParallelBatchCompleted, ApprovalRequested, ApprovalGiven, ApprovalReminder,
        ApprovalEscalated, ApprovalDecided, ArtifactSaved, Progress,
    ];
}
