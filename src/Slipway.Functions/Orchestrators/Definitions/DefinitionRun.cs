using System.Text.Json;
using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>One run of a definition: its steps, what they gave, and what users see of it.</summary>
/// <remarks>Lives in orchestrator code: everything it does is decided by the history.</remarks>
internal sealed partial class DefinitionRun
{
    private const int MaxMessageLength = 1_000;

    private readonly TaskOrchestrationContext _durable;
    private readonly DefinitionRunRequest _request;
    private readonly SignalInbox _inbox;
    private readonly EventOutbox _outbox;
    private readonly DefinitionGraph _graph;
    private readonly Schedule _schedule;
    private readonly Dictionary<string, StepRun> _steps;
    private readonly Dictionary<string, StepView> _views;
    private readonly StepCounts _counts;
    private readonly List<StepRun> _active = [];
    private readonly StateClock _runClock;
    private readonly StateClock _decisionClock;
    private readonly DateTime _startedAt;
    private readonly BudgetMeter _budget;

    private ExecutionStatus _status = ExecutionStatus.Running;
    private int _done;

    public DefinitionRun(TaskOrchestrationContext durable, DefinitionRunRequest request)
    {
        _durable = durable;
        _request = request;
        _inbox = new SignalInbox(durable);
        _outbox = new EventOutbox(durable);
        _desk = new AdmissionDesk(durable);
        _reports = new ProgressReports(durable, message =>
        {
            Emit(EventType.Progress, new { message });
            Wake();
        });
        _budget = new BudgetMeter(request.Budget);
        _placePoll = new StateClock(durable);
        _hasPlace = request.Parent is not null;
        _runClock = new StateClock(durable);
        _decisionClock = new StateClock(durable);
        _startedAt = durable.CurrentUtcDateTime;
        _graph = DefinitionGraph.Of(request.Definition);
        _schedule = Schedule.Of(_graph, step => WorktreeRule.Of(step.Definition, request));
        _counts = new StepCounts(_graph.Steps.Count);
        _steps = _graph.Steps.ToDictionary(step => step.Id, step => new StepRun(step, durable, _counts), StringComparer.Ordinal);
        _views = new Dictionary<string, StepView>(request.OuterSteps, StringComparer.Ordinal);
        foreach (var id in _steps.Keys)
        {
            _views[id] = new StepView(StepView.Pending, null);
        }

        _workspace = SharedWorkspace(request);
    }

    public bool IsOver { get; private set; }

    private string Id => _durable.InstanceId;

    public void Begin()
    {
        Emit(EventType.WorkflowStarted, new
        {
            definition = _request.Definition.Id, name = _request.Definition.Name, version = _request.Definition.Version,
            steps = _steps.Count, _request.Repository, agent = _request.Agent?.ToString(), _request.Actor, _request.Parent,
        });
        if (_hasPlace)
        {
            Begun();
        }
    }

    private void Begun()
    {
        if (_hasRun)
        {
            return;
        }

        _hasRun = true;
        if (_request.Definition.Timeout is { } limit)
        {
            _runClock.Restart(limit);
        }
    }

    /// <summary>Publishes what is left, removes the worktree, and tells how it ended.</summary>
    public async Task<DefinitionRunResult> EndAsync()
    {
        var snapshot = ShowStatus();
        Report();
        await _outbox.FlushAsync();
        if (_preparing is not null)
        {
            // One that is still being made would be left behind.
            await _preparing;
            await _durable.TryCallAsync(nameof(CloseWorkspace), new CloseWorkspaceInput(Id));
        }

        await RememberTimesAsync();
        await ReleaseClaimsAsync();
        await _desk.ReleaseAsync();
        await _reports.EndAsync();
        await _outbox.FlushAsync();
        return new DefinitionRunResult(snapshot, _outputs);
    }

    private void Emit(string type, object data) => _outbox.Add(type, data);

    private void End(ExecutionStatus status)
    {
        _status = status;
        _runClock.Stop();
        _decisionClock.Stop();
        _placePoll.Stop();
        IsOver = true;
    }

    private StepFailure Failure(string? step, string code, ErrorCategory category, string message) =>
        new(step, code, category, Redactor.Redact(Sanitiser.Text(message, MaxMessageLength)));

    private DateTimeOffset At(DateTime time) => new(time, TimeSpan.Zero);

    private DefinitionSnapshot ShowStatus()
    {
        var snapshot = new DefinitionSnapshot
        {
            Status = _status,
            Counts = _counts.ByName(),
            Current = [.. _active.Concat(_counts.Parked).Take(DefinitionSnapshot.MaxCurrent).Select(Show)],
            Branch = _workspace?.Branch,
            BaseBranch = _workspace?.Repository.BaseBranch,
            Deadline = _runClock.Deadline,
            Failure = _failure,
            IsEnding = _ending is not null && !IsOver ? true : null,
            DecisionDeadline = _decisionClock.Deadline,
            PausedSince = _pause is null ? null : At(_pausedSince),
            PauseReason = _pause?.Reason,
            Spent = _budget.Spent,
            WaitingFor = IsOver ? null : WaitingFor(),
        }.Trim();
        _durable.SetCustomStatus(JsonSerializer.SerializeToElement(snapshot, CoreJson.Options));
        return snapshot;
    }

    private CurrentStep Show(StepRun step) => new(
        step.Id, step.State, step.Attempt, step.Since is { } since ? At(since) : null, step.Limit.Deadline ?? step.Alarm.Deadline,
        step.Agent?.ToString(), step.WaitingFor ?? step.Failure?.Message);

    private string WaitingFor()
    {
        if (_pause is not null)
        {
            return "Somebody to resume it.";
        }

        if (!_hasPlace && _queuedAs is not null)
        {
            return _queuedAs;
        }

        if (_status == ExecutionStatus.Failed)
        {
            return "A decision: retry, go back, skip, or abort.";
        }

        if (_leaving is [var child, ..])
        {
            return $"Workflow {child}, which was stopped, to end.";
        }

        var first = _active.FirstOrDefault();
        var more = _active.Count > 1 ? $" And {_active.Count - 1} more." : "";
        return first is null ? "The next step." : $"{first.WaitingFor ?? $"Step '{first.Id}', attempt {first.Attempt}."}{more}";
    }
}
