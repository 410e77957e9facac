using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Admission: so many workflows run at once. Children run in their parent's place.</content>
internal sealed partial class DefinitionRun
{
    private readonly AdmissionDesk _desk;
    private readonly StateClock _placePoll;
    private bool _hasPlace;
    private string? _queuedAs;

    /// <summary>What is asked of admission for a run.</summary>
    public static AdmissionRequest AdmissionOf(string id, DefinitionRunRequest request) => new(
        id, request.Priority, request.Repository, request.Agent?.ToString(), request.Definition.Id);

    /// <summary>Asks whether the workflow may run, unless it may, or has just been told that it has to wait.</summary>
    private async Task AskForPlaceAsync()
    {
        if (_hasPlace || _queuedAs is not null || !MayBegin)
        {
            return;
        }

        var answer = await _desk.RequestAsync(AdmissionOf(Id, _request));
        switch (answer.Outcome)
        {
            case AdmissionOutcome.Admitted:
                _hasPlace = true;
                _placePoll.Stop();
                Begun();
                break;
            case AdmissionOutcome.Refused:
                _failure = Failure(null, ErrorCodes.TooManyWorkflows, ErrorCategory.RateLimited, $"{answer.Reason}. Try again later.");
                Emit(EventType.WorkflowFailed, new { _failure.Code, _failure.Message });
                End(ExecutionStatus.Failed);
                break;
            default:
                _status = ExecutionStatus.Pending;
                _queuedAs = $"A free place: number {answer.Place} of {answer.Waiting} that wait. {answer.Reason}.";
                _placePoll.Restart(AdmissionDesk.Poll);
                break;
        }
    }

    /// <summary>Looks again whether a place is free: who should have told may be gone.</summary>
    private async Task PollForPlaceAsync()
    {
        _placePoll.Stop();
        await _durable.TryCallAsync(nameof(FreePlaces), Id);
        _queuedAs = null;
    }
}
