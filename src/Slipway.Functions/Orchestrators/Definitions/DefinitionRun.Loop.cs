using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>The loop: what can begin begins; then whatever comes first is taken, in one place.</content>
internal sealed partial class DefinitionRun
{
    private const int MaxNamed = 10;

    private StepFailure? _failure;

    /// <summary>The first failure that nobody decides about: with it the workflow ends as failed.</summary>
    private StepFailure? _omitted;

    /// <summary>Why nothing begins until somebody decides.</summary>
    private StepFailure? _hold;

    /// <summary>How the workflow ends once what was done is undone, and why.</summary>
    private ExecutionStatus? _ending;

    private StepFailure? _cause;
    private (string? Reason, bool IsBusy) _toldParent;
    private TaskCompletionSource _news = new();

    /// <summary>Children that were told to end and have not: what they work on is theirs until then.</summary>
    private readonly List<string> _leaving = [];

    private bool MayBegin => _pause is null && _hold is null && _ending is null && _leaving.Count == 0;

    /// <summary>Begins every step that may begin now, and notices when there is nothing left to begin.</summary>
    public async Task AdvanceAsync()
    {
        await AskForPlaceAsync();
        AdmitChildren();
        if (LacksPlace)
        {
            _status = _pause is not null ? ExecutionStatus.Paused : IsOver ? _status : ExecutionStatus.Pending;
            return;
        }

        while (await BeginNextAsync() || await CallNextAsync())
        {
            // What ends at once lets others begin.
        }

        Settle();
        if (!IsOver && (_status == ExecutionStatus.Failed || RestsInChildren))
        {
            await GiveBackPlaceAsync();
        }
    }

    private async Task<bool> BeginNextAsync()
    {
        Release(isDecided: false);
        if (!MayBegin)
        {
            return false;
        }

        if (_schedule.TryTakeDue(out var due))
        {
            await ConsiderAsync(_steps[due]);
            return true;
        }

        if (_schedule.TryStart(out var started))
        {
            if (_steps[started].Replacement is null)
            {
                await StartAsync(_steps[started]);
            }

            return true;
        }

        return false;
    }

    /// <summary>Waits until something happens, and takes it.</summary>
    public async Task NextAsync()
    {
        if (IsOver)
        {
            return;
        }

        CountStepTimes();
        ShowStatus();
        Report();
        await _outbox.FlushAsync();
        await Task.WhenAny(
        [
            _inbox.Arrived, _news.Task, _runClock.Expired, _decisionClock.Expired, _placePoll.Expired,
            .. _active.SelectMany(step => step.Awaited),
        ]);
        _news = new TaskCompletionSource();

        if (_inbox.Arrived.IsCompleted)
        {
            if (await _inbox.TakeAsync() is { } signal)
            {
                await HandleAsync(signal);
            }
        }
        else if (_placePoll.Expired.IsCompleted)
        {
            await PollForPlaceAsync();
        }
        else if (_decisionClock.Expired.IsCompleted)
        {
            Emit(EventType.Progress, new { message = $"Closed: nobody decided within {_request.DecisionDays} days." });
            await EndAsAsync(ExecutionStatus.Failed, compensates: false);
        }
        else if (_runClock.Expired.IsCompleted)
        {
            await RunTimedOutAsync();
        }
        else
        {
            foreach (var step in _active.ToArray())
            {
                await TakeAsync(step);
            }
        }
    }

    /// <summary>Lets the loop show and publish what happened while it waits for something else.</summary>
    private void Wake() => _news.TrySetResult();

    /// <summary>Takes what has come for a step, if anything has.</summary>
    private async Task TakeAsync(StepRun step)
    {
        if (!step.IsActive)
        {
            // What came for another one ended it.
            return;
        }

        if (step.Work is { IsCompleted: true } work)
        {
            await FinishAsync(step, await work);
        }
        else if (step.Limit.Expired.IsCompleted)
        {
            step.Limit.Stop();
            GiveUp(step, TimedOut(step));
        }
        else if (step.Alarm.Expired.IsCompleted)
        {
            step.Alarm.Stop();
            step.AlarmAt = null;
            await AlarmedAsync(step);
        }
    }

    private static StepOutcome TimedOut(StepRun step) => step.State == StepState.Waiting
        ? StepOutcome.Failed(ErrorCodes.StepTimedOut, ErrorCategory.Timeout, $"'{step.Id}' waited in vain: {step.WaitingFor}")
        : StepOutcome.Failed(
            ErrorCodes.StepTimedOut, ErrorCategory.Timeout,
            $"'{step.Id}' took longer than it may. Retry it, or give it a longer timeout.");

    private async Task AlarmedAsync(StepRun step)
    {
        if (step.State == StepState.WaitingRetry)
        {
            Requeue(step);
        }
        else if (step.Approval is not null)
        {
            RemindOrEscalate(step);
        }
        else
        {
            await FinishAsync(step, StepOutcome.Success("The time has come.", new { received = false }));
        }
    }

    /// <summary>Stops what a step does; once it has ended, the outcome is this one.</summary>
    private void GiveUp(StepRun step, StepOutcome outcome)
    {
        step.IsGivenUp = true;
        step.Work = StopThenAsync(step, outcome);
    }

    private async Task<StepOutcome> StopThenAsync(StepRun step, StepOutcome outcome)
    {
        await StopAsync([step], everything: false);
        return outcome;
    }

    /// <summary>Ends what steps have running, or what runs in their place, with all its processes, and their children.</summary>
    private async Task StopAsync(IReadOnlyList<StepRun> steps, bool everything)
    {
        var all = steps.Concat(steps.Select(step => step.Replacement).OfType<StepRun>().Where(each => steps.Contains(each.CalledBy)))
            .Distinct().ToArray();
        var children = all.SelectMany(step => step.Children).Except(_leaving).ToArray();
        _leaving.AddRange(children);
        Dismiss(children);
        var stops = all.Where(step => step.IsActivity).Select(step => new StopStep(step.Id, ++step.Stops)).ToArray();
        if (stops.Length > 0 || everything)
        {
            await _durable.TryCallAsync(nameof(StopSteps), new StopStepsInput(Id, stops, everything));
        }
    }

    private void Dismiss(IReadOnlyList<string> children)
    {
        foreach (var child in children)
        {
            _durable.SendEvent(child, WorkflowSignal.EventName, new WorkflowSignal
            {
                Kind = SignalKind.Cancel, Actor = Id, Reason = "The step that started it was stopped.",
            });
        }
    }

    /// <summary>Says something to a step's children.</summary>
    private void Tell(StepRun step, WorkflowSignal signal)
    {
        foreach (var child in step.Children)
        {
            _durable.SendEvent(child, WorkflowSignal.EventName, signal);
        }
    }

    private async Task RunTimedOutAsync()
    {
        _runClock.Stop();
        await HoldAsync(Failure(
            step: null, ErrorCodes.RunTimedOut, ErrorCategory.Timeout,
            $"The workflow took longer than the {_request.Definition.Timeout} that its definition allows. "
                + "Retry to give it the same time again, or abort."));
    }

    /// <summary>Stops what runs, and lets nothing begin until somebody decides.</summary>
    private async Task HoldAsync(StepFailure failure)
    {
        _hold ??= failure;
        var interrupted = _active.Where(step => step is { IsGivenUp: false, Work: not { IsCompleted: true } }
            && (step.IsActivity || step.State == StepState.WaitingRetry)).ToArray();
        await StopAsync(interrupted, everything: false);
        foreach (var step in interrupted)
        {
            if (step.Work is { IsCompleted: true } work && (await work).Code != ErrorCodes.Cancelled)
            {
                // It ended before it could be stopped: that is taken in its turn.
                continue;
            }

            // It begins again once somebody has decided; the attempt that was cut off does not count.
            step.Attempt -= step.State == StepState.Running ? 1 : 0;
            Emit(EventType.StepCancelled, new { step = step.Id, reason = "Nothing runs until somebody has decided.", again = true });
            Requeue(step);
        }

        foreach (var step in _active)
        {
            Tell(step, new WorkflowSignal { Kind = SignalKind.Pause, Actor = Id, Reason = failure.Message });
        }
    }

    /// <summary>Lets things go on once all that held them up is decided.</summary>
    /// <param name="isDecided">Whether somebody has just decided something: that is enough when no step's failure held them up.</param>
    private void Release(bool isDecided)
    {
        _needsNoPlace &= !isDecided || !MayGoOn;
        if (_hold is null || (_hold.Step is null && !isDecided))
        {
            return;
        }

        if (_hold.Code == ErrorCodes.RunTimedOut && _request.Definition.Timeout is { } limit)
        {
            _runClock.Restart(limit);
        }

        _hold = _counts.Parked.FirstOrDefault(HoldsUpAll)?.Failure;
        if (_hold is null && _pause is null)
        {
            foreach (var step in _active)
            {
                Tell(step, new WorkflowSignal { Kind = SignalKind.Resume, Actor = Id });
            }
        }

        GoOnWithChildren();
    }

    private bool HoldsUpAll(StepRun parked) =>
        parked.CalledBy is null && FailureRule.Of(parked.Definition, _request.Definition.ErrorHandling).Action == FailureAction.ParkAll;

    /// <summary>Lets a step wait for a place again.</summary>
    private void Requeue(StepRun step)
    {
        _active.Remove(step);
        step.Rest(StepState.Pending);
        if (step.Planned.IsOnDemand)
        {
            _calls.Add(step);
        }
        else
        {
            _schedule.Leave(step.Id);
            _schedule.Queue(step.Id);
        }
    }

    /// <summary>Says how the workflow stands when nothing happens by itself any more.</summary>
    private void Settle()
    {
        if (IsOver)
        {
            return;
        }

        // Who waits for a step in its place waits for that step's decision.
        var isAtRest = _calls.Count == 0 && _leaving.Count == 0 && _active.TrueForAll(step => step.Replacement is { IsActive: false });
        if (_ending is { } ending && isAtRest && _undo.Count == 0 && _counts.Parked.Count == 0)
        {
            Conclude(ending);
        }
        else if (_ending is null && isAtRest && _schedule.IsOver)
        {
            Conclude(_omitted is null ? ExecutionStatus.Completed : ExecutionStatus.Failed);
        }
        else
        {
            ShowStanding(isAtRest);
        }
    }

    private void ShowStanding(bool isAtRest)
    {
        var failed = _hold ?? (isAtRest && _pause is null ? _counts.Parked.FirstOrDefault()?.Failure ?? Deadlock() : null);
        if (failed is null)
        {
            _status = _pause is null ? ExecutionStatus.Running : ExecutionStatus.Paused;
            _failure = _ending is null ? _omitted : _cause;
            _decisionClock.Stop();
            var parked = _active.SelectMany(step => step.ParkedChildren).FirstOrDefault().Why;
            Told(parked, isBusy: parked is not null && !RestsInChildren);
            CountTime();
            return;
        }

        _failure = failed;
        if (_status != ExecutionStatus.Failed)
        {
            _status = ExecutionStatus.Failed;
            _runClock.Pause();
            _decisionClock.Restart(TimeSpan.FromDays(_request.DecisionDays));
            Emit(EventType.WorkflowFailed, new
            {
                failed.Step, failed.Code, failed.Message, decisionDeadline = _decisionClock.Deadline,
                outputs = Shown(RunOutputs(tells: false)),
            });
            Told(failed.Message, isBusy: false);
        }
    }

    /// <summary>The steps that wait for each other, when that is all that is left.</summary>
    private StepFailure Deadlock()
    {
        var blocked = _schedule.Blocked();
        return Failure(
            step: null, ErrorCodes.Deadlocked, ErrorCategory.Configuration,
            "These steps can never run: "
                + string.Join("; ", blocked.Take(MaxNamed).Select(step => $"'{step.Id}' waits for {string.Join(", ", step.WaitsFor)}"))
                + (blocked.Count > MaxNamed ? $"; and {blocked.Count - MaxNamed} more" : "")
                + ". Skip one of those they wait for, or abort.");
    }

    /// <summary>Time counts only while something other than people, or a place, is waited for.</summary>
    private void CountTime()
    {
        var counts = _pause is null && !RestsInChildren && _active.Exists(step => step.Approval is null);
        if (counts && _runClock is { Deadline: null, Remaining: not null })
        {
            _runClock.Resume();
        }
        else if (!counts)
        {
            _runClock.Pause();
        }
    }
}
