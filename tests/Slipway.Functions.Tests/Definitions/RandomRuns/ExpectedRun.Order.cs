using Slipway.Core.Definitions.Running;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <content>When steps begin: as soon as those they depend on are over and there is a place, first come, first served.</content>
internal sealed partial class ExpectedRun
{
    private readonly List<ExpectedStep> _scheduled;
    private readonly Queue<ExpectedStep> _due = new();
    private readonly List<ExpectedStep> _queue = [];

    private bool BeginNext(DateTimeOffset now)
    {
        if (_isHeld || _isEnding)
        {
            return false;
        }

        if (_due.TryDequeue(out var due))
        {
            Consider(due, now);
            return true;
        }

        if (_queue is not [var next, ..] || !HasPlaceFor(next))
        {
            return false;
        }

        _queue.RemoveAt(0);
        next.HasPlace = true;
        Start(next, now);
        return true;
    }

    private bool HasPlaceFor(ExpectedStep next)
    {
        var working = _scheduled.Where(step => step.HasPlace).ToArray();
        return working.Length < (next.Plan.Alone ? 1 : _random.MaxConcurrent) && !Array.Exists(working, step => step.Plan.Alone);
    }

    private void Consider(ExpectedStep step, DateTimeOffset now)
    {
        var before = step.Plan.DependsOn.Select(id => _steps[id]).Where(each => !each.IsIgnored).ToArray();
        var succeeded = Array.TrueForAll(before, each => each.IsSuccess);
        var holds = step.Plan.When switch
        {
            null => succeeded,
            RandomStep.Always => true,
            RandomStep.AfterFailure => Array.Exists(before, each => each.IsFailure),
            _ => false,
        };
        if (!holds)
        {
            step.IsOmitted = !succeeded;
            Over(step, StepState.Skipped);
        }
        else if (step.Plan.Kind == StepKind.Wait)
        {
            Start(step, now);
        }
        else
        {
            _queue.Add(step);
        }
    }

    private void Start(ExpectedStep step, DateTimeOffset now)
    {
        step.Attempt++;
        _active.Add(step);
        switch (step.Plan.Kind)
        {
            case StepKind.Set:
                Over(step, StepState.Succeeded);
                break;
            case StepKind.Wait:
                step.State = StepState.Waiting;
                step.DueAt = now + step.Plan.Time;
                break;
            default:
                step.State = StepState.Running;
                Attempts.Add(step.Key);
                break;
        }
    }

    private void Requeue(ExpectedStep step)
    {
        Rest(step, StepState.Pending);
        if (step.Plan.IsOnDemand)
        {
            _calls.Add(step);
        }
        else
        {
            Leave(step);
            _queue.Add(step);
        }
    }

    private void Leave(ExpectedStep step)
    {
        step.HasPlace = false;
        _queue.Remove(step);
    }

    private void EndInSchedule(ExpectedStep step)
    {
        if (step.Plan.IsOnDemand)
        {
            return;
        }

        Leave(step);
        foreach (var dependent in _scheduled.Where(each => each.Plan.DependsOn.Contains(step.Plan.Id, StringComparer.Ordinal)))
        {
            if (--dependent.Remaining == 0)
            {
                _due.Enqueue(dependent);
            }
        }
    }
}
