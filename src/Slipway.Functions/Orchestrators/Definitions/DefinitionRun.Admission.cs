using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Admission: so many workflows run at once; the others wait, and so does one that is parked. Children run in their parent's
/// place, which it gives back while all of them are parked: a child that goes on has to ask for it.</content>
internal sealed partial class DefinitionRun
{
    private readonly AdmissionDesk _desk;
    private readonly StateClock _placePoll;

    /// <summary>Children that wait until this workflow has its place again.</summary>
    private readonly List<string> _asking = [];

    private bool _hasPlace;
    private bool _hasRun;
    private string? _queuedAs;

    /// <summary>Whether it, or all that it waits for, is parked and has given its place back, and nobody has decided yet so that anything
    /// goes on.</summary>
    private bool _needsNoPlace;

    /// <summary>Whether it has to wait for a place before anything begins.</summary>
    private bool LacksPlace => !_hasPlace && !_needsNoPlace && _hold is null && _ending is null;

    /// <summary>Whether anything is under way, or can begin: not after each decision, where it is parked because of several steps.
    /// </summary>
    private bool MayGoOn => _active.Count > 0 || _calls.Count > 0 || _schedule.HasNext;

    /// <summary>Whether all that is under way are children that wait for a decision.</summary>
    private bool RestsInChildren => _pause is null && _hold is null && _ending is null && _active.Count > 0 && _active.TrueForAll(Rests)
        && _calls.Count == 0 && _leaving.Count == 0 && !_schedule.HasNext;

    /// <summary>What is asked of admission for a run.</summary>
    public static AdmissionRequest AdmissionOf(string id, DefinitionRunRequest request) => new(
        id, request.Priority, request.Repository, request.Agent?.ToString(), request.Definition.Id)
    {
        Agents = AgentsOf(request),
    };

    /// <summary>Asks whether the workflow may run, unless it may, or has just been told that it has to wait.</summary>
    private async Task AskForPlaceAsync()
    {
        if (_needsNoPlace && _status != ExecutionStatus.Failed && !RestsInChildren)
        {
            _needsNoPlace = !MayGoOn;
        }

        if (!LacksPlace || _queuedAs is not null || !MayBegin)
        {
            return;
        }

        if (_request.Parent is { } parent)
        {
            WaitForPlace($"Its parent, workflow {parent.WorkflowId}, to have a place again.");
            TellParent(reason: null, isBusy: false);
            return;
        }

        var answer = await _desk.RequestAsync(AdmissionOf(Id, _request) with { HasRun = _hasRun });
        switch (answer.Outcome)
        {
            case AdmissionOutcome.Admitted:
                Admit();
                Begun();
                break;
            case AdmissionOutcome.Refused:
                _failure = Failure(null, ErrorCodes.TooManyWorkflows, ErrorCategory.RateLimited, $"{answer.Reason}. Try again later.");
                Emit(EventType.WorkflowFailed, new { _failure.Code, _failure.Message });
                End(ExecutionStatus.Failed);
                break;
            default:
                WaitForPlace($"A free place: number {answer.Place} of {answer.Waiting} that wait. {answer.Reason}.");
                break;
        }
    }

    private void WaitForPlace(string what)
    {
        _status = ExecutionStatus.Pending;
        _failure = _omitted;
        _runClock.Pause();
        _decisionClock.Stop();
        _queuedAs = what;
        _placePoll.Restart(AdmissionDesk.Poll);
    }

    private void Admit()
    {
        _hasPlace = true;
        _placePoll.Stop();
        GoOnWithChildren();
    }

    /// <summary>Somebody says that there may be a place; a parent, that the child has one.</summary>
    private void HearOfPlace()
    {
        _queuedAs = null;
        if (_request.Parent is not null)
        {
            Admit();
        }
    }

    /// <summary>Lets children go on that asked, in the place that this workflow has.</summary>
    private void AdmitChildren()
    {
        foreach (var child in _hasPlace ? _asking.ToArray() : [])
        {
            _durable.SendEvent(child, WorkflowSignal.EventName, new WorkflowSignal { Kind = SignalKind.Admitted, Actor = Id });
            _asking.Remove(child);
        }
    }

    /// <summary>Looks again whether a place is free: who should have told may be gone. A child without a parent goes on without a place.
    /// </summary>
    private async Task PollForPlaceAsync()
    {
        if (_request.Parent is { } parent)
        {
            _placePoll.Restart(AdmissionDesk.Poll);
            if (await _durable.HasEndedAsync(parent.WorkflowId))
            {
                HearOfPlace();
            }

            return;
        }

        _placePoll.Stop();
        await _durable.TryCallAsync(nameof(FreePlaces), Id);
        _queuedAs = null;
    }

    /// <summary>Lets another workflow run while this one, or all that it waits for, waits for a decision. One that waits for a place itself
    /// leaves the queue.</summary>
    private async Task GiveBackPlaceAsync()
    {
        if (_hasPlace || _queuedAs is not null)
        {
            _hasPlace = false;
            _queuedAs = null;
            _placePoll.Stop();
            _needsNoPlace = true;
            await _desk.ReleaseAsync();
        }
    }

    /// <summary>Whether nothing of a step goes on before somebody decides about its children. One that another one replaces is as that
    /// one.</summary>
    private static bool Rests(StepRun step) => step.Replacement is not null
        || (step.Children.Count > 0 && !step.HasNextItem && step.ParkedChildren.Count == step.Children.Count
            && step.ParkedChildren.TrueForAll(child => !child.IsBusy));

    /// <summary>The agents that steps name, besides the run's; unset when there are none. Those that an earlier step chooses, and those
    /// that are asked only when others fail, are not known yet.</summary>
    private static List<string>? AgentsOf(DefinitionRunRequest request)
    {
        var scope = new ExpressionScope
        {
            Inputs = request.Inputs, Workflow = JsonSerializer.SerializeToElement(new { agent = request.Agent?.ToString() }),
        };
        var named = request.Definition.AllSteps()
            .Where(step => step.Agent is not null && request.Plugins.GetValueOrDefault(step.Uses ?? "") is { UsesAgent: true })
            .Select(step => NameOf(step.Agent!, scope))
            .OfType<string>()
            .Where(name => name != request.Agent?.ToString())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return named.Count == 0 ? null : named;
    }

    private static string? NameOf(string agent, ExpressionScope scope)
    {
        try
        {
            return TextTemplate.TryParse(agent, out var template, out _)
                && template.Evaluate(scope) is { ValueKind: JsonValueKind.String } name
                ? name.GetString()
                : null;
        }
        catch (ExpressionException)
        {
            // The step itself will say what is wrong with it.
            return null;
        }
    }
}
