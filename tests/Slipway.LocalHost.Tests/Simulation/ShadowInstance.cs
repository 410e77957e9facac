using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>What the history of an instance has said so far: an event that cannot follow on it is an error.</summary>
internal sealed class ShadowInstance(string id, int generation)
{
    private readonly HashSet<int> _scheduled = [];
    private readonly HashSet<int> _open = [];
    private readonly HashSet<int> _openLocks = [];
    private readonly HashSet<int> _openCalls = [];
    private int? _section;
    private readonly Dictionary<int, (DateTime FireAt, TimerCreated Call)> _timers = [];
    private readonly Dictionary<string, int> _raised = new(StringComparer.Ordinal);
    private DateTime _clock;
    private bool _inTurn;

    public string Id => id;

    public int Generation => generation;

    public string Seal { get; set; } = SealedHistory.Origin(id, generation);

    /// <summary>The turns, by their place, with their seals.</summary>
    public Dictionary<long, string?> Turns { get; } = [];

    public int Length { get; set; }

    /// <summary>Its history.</summary>
    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The key of its parent; null when it has none.</summary>
    public long? Parent { get; set; }

    /// <summary>Its version.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>How many messages and timers waited for it when last looked at, while the deployed code refuses it; else null.</summary>
    public (int Messages, int Timers)? Held { get; set; }

    /// <summary>The tags that it must have.</summary>
    public Dictionary<string, string>? Tags { get; set; }

    public bool HasStarted { get; private set; }

    public bool IsSuspended { get; private set; }

    /// <summary>Whether its code sees what comes: not before it was started, and not while it is suspended.</summary>
    public bool RunsCode => HasStarted && !IsSuspended;

    public ExecutionCompleted? End { get; private set; }

    public HashSet<int> OpenActivities { get; } = [];

    public IEnumerable<int> OpenTimers => _timers.Keys;

    /// <summary>Calls of entities that have not been answered.</summary>
    public IReadOnlySet<int> OpenEntityCalls => _openCalls;

    /// <summary>Locks that have been asked for and not been granted.</summary>
    public IReadOnlySet<int> OpenLocks => _openLocks;

    /// <summary>How often each external event is in it.</summary>
    public IReadOnlyDictionary<string, int> Raised => _raised;

    /// <summary>Takes the next event.</summary>
    public void Apply(HistoryEvent value)
    {
        Must(End is null || value is OrchestratorCompleted, value, "follows the end");
        Must(_inTurn || value is OrchestratorStarted or ExecutionRewound or ExecutionForked, value, "is outside a turn");
        Events.Add(value);
        switch (value)
        {
            case OrchestratorStarted:
                Must(!_inTurn, value, "begins a turn within a turn");
                _inTurn = true;
                break;
            case OrchestratorCompleted:
                // A termination is not the code's doing, and tells the time as it is.
                Must(value.Timestamp >= _clock || End?.Status == OrchestrationRuntimeStatus.Terminated, value, "goes back in time");
                (_inTurn, _clock) = (false, value.Timestamp);
                break;
            case ExecutionStarted started:
                Must(!HasStarted, value, "starts it twice");
                Must(started.Generation == generation, value, "is of another generation");
                HasStarted = true;
                break;
            case ExecutionCompleted completed:
                End = completed;
                break;
            case ExecutionSuspended:
                Must(!IsSuspended, value, "suspends it twice");
                IsSuspended = true;
                break;
            case ExecutionResumed:
                Must(IsSuspended, value, "resumes what is not suspended");
                IsSuspended = false;
                break;
            case EventRaised raised:
                var name = $"{raised.Name} {raised.Input}";
                _raised[name] = _raised.GetValueOrDefault(name) + 1;
                break;
            case ScheduledEvent scheduled:
                Schedule(scheduled);
                break;
            case ExecutionForked or ExecutionRewound { AfterEvent: not null }:
                // What was open begins anew.
                foreach (var (taskId, (_, call)) in _timers)
                {
                    _timers[taskId] = (value.Timestamp + (call.FireAt - call.Timestamp), call);
                }

                break;
            default:
                Finish(value);
                break;
        }
    }

    private void Schedule(ScheduledEvent scheduled)
    {
        Must(_scheduled.Add(scheduled.TaskId), scheduled, "is there twice");
        switch (scheduled)
        {
            case TaskScheduled:
                OpenActivities.Add(scheduled.TaskId);
                break;
            case TimerCreated timer:
                _timers.Add(timer.TaskId, (timer.FireAt, timer));
                break;
            case SubOrchestrationCreated:
                _open.Add(scheduled.TaskId);
                break;
            case EntityCalled called:
                Must(called.Section is null || called.Section == _section, called, "is outside its critical section");
                _openCalls.Add(called.TaskId);
                break;
            case EntityLockRequested:
                _openLocks.Add(scheduled.TaskId);
                break;
            case EntityLockReleased released:
                Must(released.Section == _section, released, "gives back what is not held");
                _section = null;
                break;
        }
    }

    private void Finish(HistoryEvent value)
    {
        switch (value)
        {
            case TaskCompleted completed:
                Must(OpenActivities.Remove(completed.TaskId), value, "ends what is not open");
                break;
            case TaskFailed failed:
                Must(OpenActivities.Remove(failed.TaskId), value, "ends what is not open");
                break;
            case TimerFired fired:
                Must(_timers.Remove(fired.TaskId, out var timer), value, "fires what is not open");

                // One that had fired at the step of a rewind fires again as it did.
                var due = fired.FireAt == timer.Call.FireAt ? fired.FireAt : timer.FireAt;
                Must(value.Timestamp >= due, value, "fires early");
                break;
            case SubOrchestrationCompleted completed:
                Must(_open.Remove(completed.TaskId), value, "ends what is not open");
                break;
            case EntityCallCompleted completed:
                Must(_openCalls.Remove(completed.TaskId), value, "ends what is not open");
                break;
            case EntityCallFailed failed:
                Must(_openCalls.Remove(failed.TaskId), value, "ends what is not open");
                break;
            case EntityLockGranted granted:
                Must(_openLocks.Remove(granted.TaskId), value, "grants what is not asked for");
                _section = granted.TaskId;
                break;
            case SubOrchestrationFailed failed:
                Must(_open.Remove(failed.TaskId), value, "ends what is not open");
                break;
        }
    }

    private void Must(bool holds, HistoryEvent value, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException($"history of {id}/{generation}: {value} {otherwise}");
        }
    }
}

/// <summary>The engine did what it must not.</summary>
internal sealed class InvariantException(string message) : Exception(message);
