using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>Admission: so many workflows run at once; the others wait, and so does one that is parked.</content>
internal sealed partial class LifecycleRun
{
    private readonly AdmissionDesk _desk;
    private bool _hasPlace;

    /// <summary>Waits until the workflow may run, unless it may already, or is parked and needs no place. The state's clock stands
    /// meanwhile.</summary>
    /// <exception cref="StepFailedException">It may not, and the operator does not let it wait.</exception>
    public async Task AdmissionAsync()
    {
        if (_hasPlace || State == WorkflowState.Failed)
        {
            return;
        }

        var stateClock = _clock;
        stateClock.Pause();
        _clock = new StateClock(_durable);
        _status = ExecutionStatus.Pending;
        try
        {
            await PlaceAsync();
        }
        finally
        {
            _clock.Stop();
            _clock = stateClock;
            _clock.Resume();
        }

        _hasPlace = true;
        _status = ExecutionStatus.Running;
        _waitingFor = null;
    }

    /// <summary>Lets another workflow run while this one waits for a decision.</summary>
    public Task GiveBackPlaceAsync()
    {
        _hasPlace = false;
        return _desk.ReleaseAsync();
    }

    private async Task PlaceAsync()
    {
        for (var asked = 0; ; asked++)
        {
            var hasRun = State != WorkflowState.Idle;
            var answer = await _desk.RequestAsync(new AdmissionRequest(
                Id, Request.Priority, Request.Repository, Context.Agent.ToString(), nameof(CiCdLifecycle), hasRun));
            switch (answer.Outcome)
            {
                case AdmissionOutcome.Admitted:
                    return;
                case AdmissionOutcome.Refused:
                    throw new StepFailedException(Failure(
                        LifecycleStep.Admission, ErrorCodes.TooManyWorkflows, ErrorCategory.RateLimited,
                        $"{answer.Reason}. Try again later."));
            }

            _waitingFor = $"A free place: number {answer.Place} of {answer.Waiting} that wait. {answer.Reason}.";
            if (asked == 0)
            {
                Emit(EventType.Progress, new { message = _waitingFor });
            }

            await AdmittedOrPollAsync();
        }
    }

    private async Task AdmittedOrPollAsync()
    {
        using var waitOver = new CancellationTokenSource();
        var poll = TimerAsync(AdmissionDesk.Poll, waitOver.Token);
        try
        {
            while (await WaitAsync(poll) is { Kind: not SignalKind.Admitted })
            {
                // A signal that nothing waits for now.
            }
        }
        finally
        {
            waitOver.Cancel();
        }

        if (poll.IsCompletedSuccessfully)
        {
            await _durable.TryCallAsync(nameof(FreePlaces), Id);
        }
    }
}
