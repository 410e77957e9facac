namespace Microsoft.DurableTask.Client;

/// <summary>What an orchestration is doing.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It runs, or waits for something.</summary>
    Running = 0,

    /// <summary>It returned.</summary>
    Completed = 1,

    /// <summary>It started over; such an orchestration shows as running.</summary>
    [Obsolete("An orchestration that continued as new shows as running.")]
    ContinuedAsNew = 2,

    /// <summary>It threw.</summary>
    Failed = 3,

    /// <summary>Not used.</summary>
    [Obsolete("Orchestrations are terminated, not cancelled.")]
    Canceled = 4,

    /// <summary>It was ended from outside.</summary>
    Terminated = 5,

    /// <summary>It was started and has not run yet.</summary>
    Pending = 6,

    /// <summary>It is suspended and waits to be resumed.</summary>
    Suspended = 7,
}
