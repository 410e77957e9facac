using System.Text.Json.Serialization;

namespace Slipway.LocalHost.Durable.History;

/// <summary>
/// Something that happened to an orchestration. Its history is the list of them; replay rebuilds the orchestration from it.
/// </summary>
/// <remarks>Stored as JSON with its kind in <c>$type</c>. A kind or property, once released, is never renamed.</remarks>
/// <param name="Timestamp">When, in UTC.</param>
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionSuspended), nameof(ExecutionSuspended))]
[JsonDerivedType(typeof(ExecutionResumed), nameof(ExecutionResumed))]
[JsonDerivedType(typeof(ExecutionRewound), nameof(ExecutionRewound))]
[JsonDerivedType(typeof(ExecutionForked), nameof(ExecutionForked))]
[JsonDerivedType(typeof(OrchestratorStarted), nameof(OrchestratorStarted))]
[JsonDerivedType(typeof(OrchestratorCompleted), nameof(OrchestratorCompleted))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(SubOrchestrationCreated), nameof(SubOrchestrationCreated))]
[JsonDerivedType(typeof(SubOrchestrationCompleted), nameof(SubOrchestrationCompleted))]
[JsonDerivedType(typeof(SubOrchestrationFailed), nameof(SubOrchestrationFailed))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(EventSent), nameof(EventSent))]
[JsonDerivedType(typeof(EntityCalled), nameof(EntityCalled))]
[JsonDerivedType(typeof(EntityCallCompleted), nameof(EntityCallCompleted))]
[JsonDerivedType(typeof(EntityCallFailed), nameof(EntityCallFailed))]
[JsonDerivedType(typeof(EntitySignaled), nameof(EntitySignaled))]
[JsonDerivedType(typeof(EntityLockRequested), nameof(EntityLockRequested))]
[JsonDerivedType(typeof(EntityLockGranted), nameof(EntityLockGranted))]
[JsonDerivedType(typeof(EntityLockReleased), nameof(EntityLockReleased))]
internal abstract record HistoryEvent(DateTime Timestamp)
{
    /// <summary>The event in words, for messages.</summary>
    public abstract string Describe();
}
