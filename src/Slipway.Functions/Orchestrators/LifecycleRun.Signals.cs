using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>Waiting: every wait of the lifecycle can be paused, cancelled and timed out, in one place.</content>
internal sealed partial class LifecycleRun
{
    private const int MaxHeldSignals = 100;

    private readonly Queue<WorkflowSignal> _held = new();
    private bool _awaitsApproval;
    private WorkflowSignal? _merged;

    /// <summary>How often the work was stopped: activities carry it, so that one which begins only after a stop is known to be
    /// unwanted.</summary>
    public int Stops { get; private set; }

    /// <summary>Waits until somebody approves; a rejection, or silence for as long as a decision may take, fails the step.</summary>
    /// <remarks>People take days: meanwhile the state's clock stands.</remarks>
    /// <returns>What has to be put right before; <see langword="null"/> when it is approved.</returns>
    public async Task<WorkflowFailure?> ApprovalAsync(string step, string what)
    {
        if (IsSkipped(step))
        {
            return null;
        }

        BeginStep(step, attempt: 1, maxAttempts: 1, agent: null);
        _waitingFor = $"Somebody to approve {what}.";
        Emit(EventType.ApprovalRequested, new { what });
        var stateClock = _clock;
        stateClock.Pause();
        _clock = new StateClock(_durable);
        _clock.Restart(TimeSpan.FromDays(Request.DecisionDays));
        _awaitsApproval = true;
        try
        {
            return await DecideAsync(step, what, await ApprovalSignalAsync(step));
        }
        catch (StateExpiredException)
        {
            throw FailApproval(step, new StepError(
                ErrorCodes.StateTimedOut, ErrorCategory.Timeout, $"Nobody approved {what} within {Request.DecisionDays} days."));
        }
        finally
        {
            _awaitsApproval = false;
            _clock.Stop();
            _clock = stateClock;
            _clock.Resume();
        }
    }

    private async Task<WorkflowSignal> ApprovalSignalAsync(string step)
    {
        using var waitOver = new CancellationTokenSource();
        var looksThere = step == LifecycleStep.ApproveMerge && Context.PullRequest is not null;
        Task<WorkflowSignal?>? decidedThere = null;
        try
        {
            while (true)
            {
                if (step == LifecycleStep.ApproveMerge && (_merged ?? _review) is { } known)
                {
                    return known;
                }

                decidedThere ??= looksThere ? DecidedThereAsync(waitOver.Token) : null;
                var signal = await WaitAsync(decidedThere);
                if (signal is null or { Kind: SignalKind.Approve or SignalKind.Reject })
                {
                    return signal ?? (await decidedThere!)!;
                }
            }
        }
        finally
        {
            waitOver.Cancel();
        }
    }

    private async Task<WorkflowFailure?> DecideAsync(string step, string what, WorkflowSignal signal)
    {
        switch (signal.Kind)
        {
            case SignalKind.Push:
                TakePulled();
                CompleteStep($"{signal.Actor} pushed {Short(signal.HeadSha!)}, which is validated now.");
                return null;
            case SignalKind.Check:
                CompleteStep("Checks failed meanwhile.");
                return ChecksFailed();
            case SignalKind.PullRequest when signal.Action == Closed:
                throw FailApproval(step, ClosedBy(signal.Actor));
        }

        var approved = signal.Kind != SignalKind.Reject;
        Emit(EventType.ApprovalDecided, new { what, approved, signal.Actor, comment = signal.Reason });
        if (!approved && step == LifecycleStep.ApproveMerge && signal.Action == ChangesRequested)
        {
            var objection = await ChangesRequestedAsync(signal);
            CompleteStep($"{signal.Actor} asked for changes.");
            return objection;
        }

        if (!approved)
        {
            throw FailApproval(step, new StepError(
                ErrorCodes.ApprovalRejected, ErrorCategory.Permission, $"{signal.Actor} rejected {what}{Because(signal)}."));
        }

        CompleteStep($"{signal.Actor} approved {what}.");
        return null;
    }

    private StepFailedException FailApproval(string step, StepError error)
    {
        FailStep(error);
        return new StepFailedException(Failure(step, error.Code, error.Category, error.Message));
    }

    /// <summary>Waits for a decision about a failure that can be carried out;
    /// <see langword="null"/> when the time to decide is over.</summary>
    public async Task<WorkflowSignal?> DecisionAsync()
    {
        _waitingFor = "A decision: retry, go back, skip, or abort.";
        var failure = Context.Failure!;
        try
        {
            while (true)
            {
                var signal = (await WaitAsync(work: null))!;
                if (signal.Kind == SignalKind.Decide && IsPossible(signal, failure))
                {
                    return signal;
                }
            }
        }
        catch (StateExpiredException)
        {
            return null;
        }
        catch (WorkflowCancelledException cancelled)
        {
            return cancelled.Signal with { Kind = SignalKind.Decide, Decision = Decision.Abort };
        }
    }

    private static bool IsPossible(WorkflowSignal signal, WorkflowFailure failure) => signal.Decision switch
    {
        Decision.GoBack => signal.State is { } state && state != WorkflowState.Idle && Enum.IsDefined(state)
            && TransitionTable.IsAllowed(WorkflowState.Failed, state, failure.State),
        Decision.Skip => failure.WhyNotSkip() is null,
        _ => Enum.IsDefined(signal.Decision),
    };

    /// <summary>Waits for work, whatever is signalled meanwhile. A result that comes during a pause is handed out after it.</summary>
    private async Task<T> FinishAsync<T>(Task<T> work)
    {
        while (await WaitAsync(work) is not null)
        {
            // A signal that nothing waits for now.
        }

        return await work;
    }

    /// <summary>Waits until work is done or a signal comes that is not about pausing or cancelling.</summary>
    /// <returns>The signal, or <see langword="null"/> when the work is done.</returns>
    /// <exception cref="WorkflowCancelledException">Somebody cancelled the workflow; what it had running has been stopped.</exception>
    /// <exception cref="StateExpiredException">The state's time is over; what it had running has been stopped.</exception>
    private async Task<WorkflowSignal?> WaitAsync(Task? work)
    {
        while (true)
        {
            if (_held.TryDequeue(out var held) && await HandleAsync(held) is { } heard)
            {
                return heard;
            }

            // Before what is shown: the clock may move during the flush.
            _clockMoved = new TaskCompletionSource();
            ShowStatus();
            Report();
            await _outbox.FlushAsync();
            await (work is null
                ? Task.WhenAny(_inbox.Arrived, _clock.Expired, _clockMoved.Task)
                : Task.WhenAny(_inbox.Arrived, _clock.Expired, _clockMoved.Task, work));

            if (_inbox.Arrived.IsCompleted)
            {
                if (await _inbox.TakeAsync() is { } signal && await HandleAsync(signal) is { } other)
                {
                    return other;
                }
            }
            else if (work is { IsCompleted: true })
            {
                return null;
            }
            else if (_clock.Expired.IsCompleted)
            {
                await StopWorkAsync();
                throw new StateExpiredException();
            }
        }
    }

    /// <summary>Does what a signal about the run itself says; returns any other.</summary>
    private async Task<WorkflowSignal?> HandleAsync(WorkflowSignal signal)
    {
        switch (signal.Kind)
        {
            case SignalKind.Pause when State != WorkflowState.Failed:
                await PausedAsync(signal);
                return null;
            case SignalKind.Pause or SignalKind.Resume or SignalKind.Unknown:
                return null;
            case SignalKind.Cancel:
                await StopWorkAsync();
                throw new WorkflowCancelledException(signal);
            case SignalKind.PullRequest when signal.Action == "merged" && State == WorkflowState.Validating:
                // Its approval may be asked for only later.
                _merged = signal;
                return signal;
            case SignalKind.PullRequest when signal.Action == Closed && State != WorkflowState.Failed && Context.PullRequest is not null:
                await ClosedAsync(signal);
                return null;
            default:
                return Hears(signal) ? signal : null;
        }
    }

    private async Task PausedAsync(WorkflowSignal signal)
    {
        _clock.Pause();
        _pause = signal;
        _pausedSince = _durable.CurrentUtcDateTime;
        _status = ExecutionStatus.Paused;
        Emit(EventType.WorkflowPaused, new { signal.Actor, signal.Reason });

        var next = await NextWhilePausedAsync();

        var pausedMs = (long)(_durable.CurrentUtcDateTime - _pausedSince).TotalMilliseconds;
        _pause = null;
        _status = ExecutionStatus.Running;
        if (next.Kind == SignalKind.Cancel)
        {
            await StopWorkAsync();
            throw new WorkflowCancelledException(next);
        }

        Emit(EventType.WorkflowResumed, new { next.Actor, next.Reason, pausedMs });
        if (_standing == 0)
        {
            _clock.Resume();
        }
    }

    /// <summary>Waits for the end of the pause. What else people say meanwhile is heard after it.</summary>
    private async Task<WorkflowSignal> NextWhilePausedAsync()
    {
        while (true)
        {
            ShowStatus();
            await _outbox.FlushAsync();
            var signal = await _inbox.TakeAsync();
            if (signal is { Kind: SignalKind.Resume or SignalKind.Cancel })
            {
                return signal;
            }

            if (signal is { Kind: SignalKind.Approve or SignalKind.Reject or SignalKind.PullRequest
                    or SignalKind.Check or SignalKind.Push or SignalKind.Admitted } && _held.Count < MaxHeldSignals)
            {
                _held.Enqueue(signal);
            }
        }
    }

    private Task StopWorkAsync() => _durable.TryCallAsync(nameof(StopWork), new StopWorkInput(Id, ++Stops));
}
