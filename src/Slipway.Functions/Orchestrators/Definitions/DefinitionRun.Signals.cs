using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Signals: what people and events ask of the workflow. What cannot be done is refused in an event that says why.</content>
internal sealed partial class DefinitionRun
{
    private WorkflowSignal? _pause;
    private DateTime _pausedSince;

    private async Task HandleAsync(WorkflowSignal signal)
    {
        switch (signal.Kind)
        {
            case SignalKind.Admitted:
                HearOfPlace();
                break;
            case SignalKind.Pause:
                Pause(signal);
                break;
            case SignalKind.Resume:
                Resume(signal);
                break;
            case SignalKind.Cancel:
                await CancelAsync(signal);
                break;
            case SignalKind.Decide:
                await RecoverAsync(signal);
                break;
            case SignalKind.Approve or SignalKind.Reject when signal.Action is null || _active.Exists(step => step.Approval is not null):
                await DecideAsync(signal);
                break;
            case SignalKind.Approve or SignalKind.Reject or SignalKind.Review
                or SignalKind.PullRequest or SignalKind.Push or SignalKind.Check:
                await HearPlatformAsync(signal);
                break;
            case SignalKind.Event:
                await ReceiveAsync(signal);
                break;
            case SignalKind.Child:
                Hear(signal);
                break;
            case SignalKind.RetryStep or SignalKind.SkipStep or SignalKind.RunStep or SignalKind.GoBack or SignalKind.ChangeInput:
                await HandleStepAsync(signal);
                break;
        }
    }

    private async Task HandleStepAsync(WorkflowSignal signal)
    {
        if (signal.Step is null || !_steps.TryGetValue(signal.Step, out var step))
        {
            Refuse(signal, $"there is no step '{signal.Step}'.");
            return;
        }

        if ((StepActions.WhyNot(signal.Kind, Standing(step, signal.Kind), signal.Input is not null)
            ?? (signal.Kind == SignalKind.SkipStep ? WhyNotSkip(step, signal.Actor) : null)) is { } reason)
        {
            Refuse(signal, reason);
            return;
        }

        switch (signal.Kind)
        {
            case SignalKind.RetryStep:
                await RetryAsync(step, signal);
                break;
            case SignalKind.SkipStep:
                await SkipAsync(step, signal);
                break;
            case SignalKind.RunStep:
                await RunByHandAsync(step, signal);
                break;
            case SignalKind.GoBack:
                await GoBackAsync(step, signal);
                break;
            default:
                Change(step, signal);
                break;
        }
    }

    private StepStanding Standing(StepRun step, SignalKind action) => new(
        step.Id, step.State, step.Definition.Type, _status,
        IsSpare: step.Planned.IsOnDemand && (step.CalledBy is null || action == SignalKind.GoBack),
        IsEnding: _ending is not null)
    {
        IsApproval = ControlSteps.WorkOf(step.Definition) == StepWork.Approval,
    };

    private void Refuse(WorkflowSignal signal, string reason) => Emit(
        EventType.ActionRefused, new { action = signal.Kind, signal.Step, signal.Actor, reason });

    private void Pause(WorkflowSignal signal)
    {
        if (_pause is not null || _ending is not null || _status == ExecutionStatus.Failed)
        {
            Refuse(signal, _pause is not null ? "it is paused already." : "it has failed, or is ending: only the time to decide counts.");
            return;
        }

        _pause = signal;
        _pausedSince = _durable.CurrentUtcDateTime;
        _runClock.Pause();
        foreach (var step in _active)
        {
            Tell(step, signal with { DeliveryId = null });
        }

        Emit(EventType.WorkflowPaused, new { signal.Actor, signal.Reason });
    }

    private void Resume(WorkflowSignal signal)
    {
        if (_pause is null)
        {
            Refuse(signal, "it is not paused.");
            return;
        }

        _pause = null;
        Emit(EventType.WorkflowResumed, new
        {
            signal.Actor, signal.Reason, pausedMs = (long)(_durable.CurrentUtcDateTime - _pausedSince).TotalMilliseconds,
        });
        foreach (var step in _hold is null ? _active : [])
        {
            Tell(step, signal with { DeliveryId = null });
        }

        GoOnWithChildren();
    }

    private async Task CancelAsync(WorkflowSignal signal)
    {
        var (isFirst, isAgain) = (_ending is null, _ending == ExecutionStatus.Aborted);
        _failure = Failure(
            step: null, Core.ErrorCodes.Cancelled, Core.Policies.ErrorCategory.Cancelled,
            $"Cancelled by {signal.Actor}{(signal.Reason is null ? "" : $": {signal.Reason}")}.");
        Emit(EventType.WorkflowCancelled, new { signal.Actor, signal.Reason });
        if (isAgain)
        {
            Dismiss(_leaving);
        }

        await EndAsAsync(ExecutionStatus.Aborted, compensates: isFirst);
        if (isAgain)
        {
            _undo.Clear();
            _compensates = false;
        }
    }

    /// <summary>A decision about the whole workflow.</summary>
    private async Task RecoverAsync(WorkflowSignal signal)
    {
        if (signal.Requirement is not null)
        {
            Refuse(signal, StepActions.NoRequirement);
            return;
        }

        var step = signal.Step ?? (_counts.Parked is [var only] ? only.Id : null);
        switch (signal.Decision)
        {
            case Decision.Abort:
                await CancelAsync(signal);
                break;
            case Decision.Skip:
                await HandleStepAsync(signal with { Kind = SignalKind.SkipStep, Step = step });
                break;
            case Decision.GoBack:
                await HandleStepAsync(signal with { Kind = SignalKind.GoBack, Step = signal.Step });
                break;
            default:
                await RetryWhatFailedAsync(signal);
                break;
        }
    }

    /// <summary>Retries a step, or all that wait for a decision when none is named; in children, where it is they that wait.</summary>
    private async Task RetryWhatFailedAsync(WorkflowSignal signal)
    {
        var children = _active.Where(step => signal.Step is null || step.Id == signal.Step)
            .SelectMany(step => step.ParkedChildren).ToArray();
        if (signal.Step is not null && children.Length == 0)
        {
            await HandleStepAsync(signal with { Kind = SignalKind.RetryStep });
            return;
        }

        var parked = signal.Step is null ? _counts.Parked.ToArray() : [];
        if (parked.Length == 0 && children.Length == 0 && _hold?.Code != Core.ErrorCodes.RunTimedOut)
        {
            Refuse(signal, _status == ExecutionStatus.Failed ? _failure!.Message : "no step waits for a decision.");
            return;
        }

        foreach (var step in parked)
        {
            await RetryAsync(step, signal with { Step = step.Id });
        }

        foreach (var (child, _, _) in children)
        {
            _durable.SendEvent(child, WorkflowSignal.EventName, new WorkflowSignal
            {
                Kind = SignalKind.Decide, Actor = signal.Actor, Reason = signal.Reason,
            });
        }

        Release(isDecided: true);
    }

    private async Task RetryAsync(StepRun step, WorkflowSignal signal)
    {
        var isChanged = Take(step, signal);
        _budget.GrantAfter(step.Failure?.Code);
        Emit(EventType.StepRetry, new
        {
            step = step.Id, attempt = step.Attempt + 1, signal.Actor, reason = signal.Reason ?? "Somebody asked for it.",
            agent = signal.Agent,
        });
        if (step.State is StepState.Failed or StepState.Skipped or StepState.Cancelled)
        {
            await ReopenAsync(step, signal);
        }
        else
        {
            step.Renew();
            if (isChanged)
            {
                // What an earlier attempt left may not be what this one is to make.
                step.Revisit();
            }

            Requeue(step);
        }

        Release(isDecided: true);
    }

    /// <summary>Takes what a signal changes of a step.</summary>
    private static bool Take(StepRun step, WorkflowSignal signal)
    {
        if (signal.Input is { ValueKind: JsonValueKind.Object } input)
        {
            step.Input = step.Input is { } before ? Merge(before, input) : input;
        }

        if (signal.Agent is { Name: not null } or { Command: not null })
        {
            step.ChosenAgent = signal.Agent;
            return true;
        }

        return signal.Input is not null;
    }

    private async Task SkipAsync(StepRun step, WorkflowSignal signal)
    {
        if (step.IsActive)
        {
            await StopAsync([step], everything: false);
        }

        foreach (var inner in step.Definition.Type == StepType.Parallel ? step.Definition.Steps : [])
        {
            if (!_steps[inner.Id].IsOver)
            {
                await SkipAsync(_steps[inner.Id], signal with { Output = null });
            }
        }

        Skip(step, StepView.Skipped, signal.Reason ?? "Somebody skipped it.", signal.Output, signal.Actor);
        Release(isDecided: true);
    }

    /// <summary>Runs a step now: before those it depends on are over, and while the others wait for a decision.</summary>
    private async Task RunByHandAsync(StepRun step, WorkflowSignal signal)
    {
        if (_leaving is [var child, ..])
        {
            Refuse(signal, $"workflow {child}, which was stopped, has not ended yet.");
            return;
        }

        // What runs in another one's place does so by hand, too.
        if (!step.Planned.IsOnDemand && _schedule.InTheWayOf(step.Id) is { } other)
        {
            Refuse(signal, StepActions.WhyNotBeside(other));
            return;
        }

        Take(step, signal);
        _calls.Remove(step);
        if (!step.Planned.IsOnDemand)
        {
            _schedule.Take(step.Id, works: ControlSteps.WorkOf(step.Definition) is not (StepWork.Approval or StepWork.Wait));
        }

        Emit(EventType.Progress, new
        {
            message = $"{signal.Actor} runs '{step.Id}' by hand.", step = step.Id, signal.Actor, signal.Reason,
        });
        step.Renew();
        step.Rest(StepState.Pending);
        step.IsByHand = true;
        _needsNoPlace = false;
        await StartAsync(step);
    }

    private async Task GoBackAsync(StepRun step, WorkflowSignal signal)
    {
        Take(step, signal);
        await ReopenAsync(step, signal);
        Release(isDecided: true);
    }

    /// <summary>Takes a step, and all that depend on it, back to where they have not begun. What of them runs is stopped.</summary>
    private async Task ReopenAsync(StepRun first, WorkflowSignal signal)
    {
        var ids = _schedule.Downstream(first.Id);
        var again = ids.Select(id => _steps[id]).ToArray();
        await StopAsync([.. again.Where(step => step.IsActive)], everything: false);
        foreach (var step in again)
        {
            _active.Remove(step);
            DropReplacement(step);
            if (step.Attempt > 0)
            {
                step.Revisit();
            }

            step.Renew();
            step.Fallbacks = 0;
            step.IsBegun = false;
            step.IsIgnored = false;
            step.Outputs = null;
            step.Failure = null;
            step.Rest(StepState.Pending);
            _views[step.Id] = new StepView(StepView.Pending, null);
        }

        _omitted = _graph.Steps.Select(step => _steps[step.Id])
            .Where(step => step is { State: StepState.Failed, IsIgnored: false })
            .MinBy(step => step.DoneAs)?.Failure;
        Emit(EventType.StepReopened, new { steps = ids, signal.Actor, signal.Reason });
        _schedule.Reopen(ids);
    }

    private void Change(StepRun step, WorkflowSignal signal)
    {
        Take(step, signal);
        Emit(EventType.StepInputChanged, new { step = step.Id, input = signal.Input, agent = signal.Agent, signal.Actor, signal.Reason });
    }
}
