using System.Text.Json;
using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <summary>One run of the lifecycle: its state, what it knows, and what users see of it.</summary>
/// <remarks>Lives in orchestrator code: everything it does is decided by the history.</remarks>
internal sealed partial class LifecycleRun
{
    private readonly TaskOrchestrationContext _durable;
    private readonly SignalInbox _inbox;
    private readonly EventOutbox _outbox;
    private readonly Dictionary<string, long> _timeInState = new(StringComparer.Ordinal);
    private readonly Dictionary<WorkflowState, int> _visits = [];
    private readonly DateTime _startedAt;
    private readonly BudgetMeter _budget;

    private StateClock _clock;
    private DateTime _stateEnteredAt;
    private ExecutionStatus _status = ExecutionStatus.Running;
    private StepProgress? _step;
    private string? _waitingFor;
    private WorkflowSignal? _pause;
    private DateTime _pausedSince;

    public LifecycleRun(TaskOrchestrationContext durable, WorkflowRequest request)
    {
        _durable = durable;
        _inbox = new SignalInbox(durable);
        _clock = new StateClock(durable);
        _budget = new BudgetMeter(request.Budget);
        _outbox = new EventOutbox(durable);
        _desk = new AdmissionDesk(durable);
        _reports = new ProgressReports(durable, message =>
        {
            // At once: the workflow may wait for days, perhaps for the very people who were to read the report.
            Emit(EventType.Progress, new { message });
            _ = _outbox.FlushAsync();
        });
        _startedAt = _stateEnteredAt = durable.CurrentUtcDateTime;
        Request = request;
        Context = WorkflowContext.For(durable.InstanceId, request);
    }

    public string Id => _durable.InstanceId;

    public WorkflowRequest Request { get; }

    public WorkflowContext Context { get; private set; }

    public WorkflowState State { get; private set; } = WorkflowState.Idle;

    public bool IsOver { get; private set; }

    public void Begin() => Emit(
        EventType.WorkflowStarted,
        new { requirement = Sanitiser.Text(Request.Requirement, 500), Request.Repository, agent = Context.Agent.ToString() });

    /// <summary>Merges what a step found out.</summary>
    public void Update(Func<WorkflowContext, WorkflowContext> change) => Context = Context.Merge(change(Context)).Sanitise().Validate();

    public void Emit(string type, object data) => _outbox.Add(type, data);

    public bool IsSkipped(string step) => Context.SkippedSteps.Contains(step, StringComparer.Ordinal);

    public WorkflowFailure Failure(string step, string code, ErrorCategory category, string message) =>
        new(State, step, code, category, Redactor.Redact(Sanitiser.Text(message, 1_000)));

    /// <summary>Enters a state, by the table.</summary>
    public void MoveTo(WorkflowState next, string? reason = null)
    {
        if (next == State)
        {
            return;
        }

        TransitionTable.Ensure(State, next, Context.Failure?.State);
        LeaveState();
        Emit(EventType.StateChanged, new { from = State.ToName(), to = next.ToName(), reason });
        State = next;
        _stateEnteredAt = _durable.CurrentUtcDateTime;
        _status = ExecutionStatus.Running;
        _merged = null;
        _review = null;
        _isPushed = false;
        _visits[next] = _visits.GetValueOrDefault(next) + 1;
        if (next == WorkflowState.Completed)
        {
            Complete();
        }
        else
        {
            _clock.Restart(next == WorkflowState.Failed
                ? TimeSpan.FromDays(Request.DecisionDays)
                : TimeSpan.FromMinutes(Request.StateTimeoutMinutes));
        }
    }

    /// <summary>Parks the workflow in FAILED.</summary>
    public void Fail(WorkflowFailure failure)
    {
        Context = Context with { Failure = failure };
        MoveTo(WorkflowState.Failed, failure.Message);
        _status = ExecutionStatus.Failed;
        Emit(EventType.WorkflowFailed,
            new { failure.Code, failure.Message, state = failure.State.ToName(), decisionDeadline = _clock.Deadline });
    }

    /// <summary>Ends the workflow because somebody cancelled it.</summary>
    public void Abort(WorkflowSignal signal)
    {
        Context = Context with
        {
            Failure = Failure(
                _step?.Name ?? State.ToName(),
                ErrorCodes.Cancelled,
                ErrorCategory.Cancelled,
                $"Cancelled by {signal.Actor}{Because(signal)}."),
        };
        MoveTo(WorkflowState.Failed, Context.Failure!.Message);
        Emit(EventType.WorkflowCancelled, new { signal.Actor, signal.Reason });
        End(ExecutionStatus.Aborted);
    }

    /// <summary>Ends a parked workflow: aborted by a decision, or closed because none came in time.</summary>
    public void Close(WorkflowSignal? signal)
    {
        if (signal is not null)
        {
            Emit(EventType.WorkflowCancelled, new { signal.Actor, signal.Reason });
        }
        else
        {
            Emit(EventType.Progress, new { message = $"Closed: nobody decided within {Request.DecisionDays} days." });
        }

        End(signal is null ? ExecutionStatus.Failed : ExecutionStatus.Aborted);
    }

    /// <summary>Publishes what is left, removes the worktree, and tells how it ended.</summary>
    public async Task<WorkflowResult> EndAsync()
    {
        // Before the events that tell of the end: whoever reads the status because of them finds it.
        var snapshot = ShowStatus();
        Report();
        await _outbox.FlushAsync();
        if (Context.Workspace is not null)
        {
            await _durable.TryCallAsync(nameof(CloseWorkspace), new CloseWorkspaceInput(Id));
        }

        await GiveBackPlaceAsync();
        await _reports.EndAsync();
        await _outbox.FlushAsync();
        return new WorkflowResult(snapshot);
    }

    private void Complete()
    {
        Emit(EventType.WorkflowCompleted, new
        {
            Context.PullRequest,
            durationMs = (long)(_durable.CurrentUtcDateTime - _startedAt).TotalMilliseconds,
        });
        End(ExecutionStatus.Completed);
    }

    private void End(ExecutionStatus status)
    {
        LeaveState();
        _status = status;
        IsOver = true;
    }

    private void LeaveState()
    {
        var name = State.ToName();
        if (_clock.Elapsed > TimeSpan.Zero && State != WorkflowState.Completed)
        {
            _timeInState[name] = _timeInState.GetValueOrDefault(name) + (long)_clock.Elapsed.TotalMilliseconds;
        }

        _clock.Stop();
        _step = null;
        _waitingFor = null;
    }

    private WorkflowSnapshot ShowStatus()
    {
        var snapshot = new WorkflowSnapshot
        {
            State = State,
            Status = _status,
            StateEnteredAt = new DateTimeOffset(_stateEnteredAt, TimeSpan.Zero),
            StateDeadline = WaitsForPeople ? null : _clock.Deadline,
            Step = _step,
            BaseBranch = Context.Workspace?.Repository.BaseBranch,
            Agent = Sanitiser.Line(Context.Agent.ToString(), 120),
            FeedbackRound = Context.FeedbackRound,
            Plan = Context.Plan,
            Commits = Context.Branch?.Commits ?? [],
            Diff = Context.Branch?.Diff,
            PullRequest = Context.PullRequest,
            Gates = Context.Gates,
            TimeInStateMs = _timeInState,
            Failure = State == WorkflowState.Failed ? Context.Failure : null,
            DecisionDeadline = WaitsForPeople ? _clock.Deadline : null,
            PausedSince = _pause is null ? null : new DateTimeOffset(_pausedSince, TimeSpan.Zero),
            PauseReason = _pause?.Reason,
            Spent = _budget.Spent,
            WaitingFor = IsOver ? null : _pause is null ? _waitingFor : "Somebody to resume it.",
        }.Trim();
        _durable.SetCustomStatus(JsonSerializer.SerializeToElement(snapshot, CoreJson.Options));
        return snapshot;
    }

    private bool WaitsForPeople => State == WorkflowState.Failed || _awaitsApproval;

    private static string Because(WorkflowSignal signal) => signal.Reason is { Length: > 0 } reason ? $": {Sanitiser.Line(reason)}" : "";
}
