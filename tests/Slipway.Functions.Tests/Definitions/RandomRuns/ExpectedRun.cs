using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>What a run of a random definition should come to, worked out step by step: what ends, ends one after the other.</summary>
internal sealed partial class ExpectedRun
{
    private readonly RandomDefinition _random;
    private readonly Dictionary<string, ExpectedStep> _steps;
    private readonly List<ExpectedStep> _active = [];
    private readonly List<ExpectedStep> _parked = [];
    private readonly List<ExpectedStep> _calls = [];
    private readonly List<ExpectedStep> _done = [];
    private readonly Stack<ExpectedStep> _undo = new();
    private bool _isHeld;
    private bool _isEnding;
    private bool _isIncomplete;

    public ExpectedRun(RandomDefinition random)
    {
        _random = random;
        _steps = random.Steps.ToDictionary(step => step.Id, step => new ExpectedStep(step), StringComparer.Ordinal);
        _scheduled = [.. DefinitionGraph.Of(random.Definition).Steps.Select(step => _steps[step.Id]).Where(step => !step.Plan.IsOnDemand)];
        foreach (var step in _scheduled)
        {
            step.Remaining = step.Plan.DependsOn.Count;
            if (step.Remaining == 0)
            {
                _due.Enqueue(step);
            }
        }
    }

    public ExecutionStatus Status { get; private set; } = ExecutionStatus.Running;

    public bool IsOver { get; private set; }

    public bool WaitsForDecision => Status == ExecutionStatus.Failed && !IsOver;

    public bool HasParked => _parked.Count > 0;

    /// <summary>The attempts that run now.</summary>
    public IReadOnlyList<ExpectedStep> Running => [.. _active.Where(step => step.State == StepState.Running)];

    /// <summary>When something happens by itself next.</summary>
    public DateTimeOffset? NextAlarm => _active.Min(step => step.DueAt);

    /// <summary>All attempts so far, in the order they began.</summary>
    public List<string> Attempts { get; } = [];

    /// <summary>Begins what begins now.</summary>
    public void Advance(DateTimeOffset now)
    {
        while (BeginNext(now) || CallNext(now))
        {
            // What ends at once lets others begin.
        }

        Settle();
    }

    /// <summary>A step's attempt ends, as its plan says.</summary>
    public void End(ExpectedStep step, DateTimeOffset now)
    {
        if (!step.Plan.Fails(step.Visit, step.Attempt))
        {
            Over(step, StepState.Succeeded);
        }
        else if (step.Attempt - step.AttemptsBefore < step.Plan.MaxAttempts)
        {
            step.State = StepState.WaitingRetry;
            step.DueAt = now + step.Plan.Time;
            Leave(step);
        }
        else if (step is { Plan.HasAgent: true, IsFallenBack: false })
        {
            step.IsFallenBack = true;
            step.AttemptsBefore = step.Attempt;
            Requeue(step);
        }
        else
        {
            FailForGood(step);
        }
    }

    /// <summary>The time has come.</summary>
    public void Pass(DateTimeOffset now)
    {
        foreach (var step in _active.Where(step => step.DueAt <= now).ToArray())
        {
            if (step.State == StepState.WaitingRetry)
            {
                Requeue(step);
            }
            else
            {
                Over(step, StepState.Succeeded);
            }
        }
    }

    /// <summary>Somebody has all that is parked tried again.</summary>
    public void Decide()
    {
        foreach (var step in _parked.ToArray())
        {
            step.AttemptsBefore = step.Attempt;
            Requeue(step);
        }

        _isHeld = false;
    }

    /// <summary>How it stands, as a status would show it.</summary>
    public string Describe() => Describe(
        Status,
        _steps.Values.GroupBy(step => step.State).ToDictionary(group => group.Key, group => group.Count()),
        _active.Concat(_parked).Select(step => (step.Plan.Id, step.State, step.Attempt)));

    public static string Describe(
        ExecutionStatus status,
        IReadOnlyDictionary<StepState, int> counts,
        IEnumerable<(string Id, StepState State, int Attempt)> current) =>
        $"{status}: {string.Join(", ", counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"))}; "
            + string.Join(", ", current.Select(step => $"{step.Id} {step.State} {step.Attempt}"));

    private void FailForGood(ExpectedStep step)
    {
        switch (step.CalledBy is null ? step.Plan.OnFailure ?? Default() : "park")
        {
            case "park":
                Park(step);
                break;
            case "fail":
                Park(step);
                Hold();
                break;
            case "continue":
                step.IsIgnored = true;
                Over(step, StepState.Failed);
                break;
            case "omit":
                _isIncomplete = true;
                Over(step, StepState.Failed);
                break;
            case "compensate":
                Over(step, StepState.Failed);
                Undo();
                break;
            case var spare:
                step.State = StepState.Waiting;
                step.Replacement = _steps[spare];
                break;
        }
    }

    private string Default() => _random.Strategy switch
    {
        ErrorStrategy.FailFast => "fail",
        ErrorStrategy.Continue => "omit",
        ErrorStrategy.Compensate => "compensate",
        _ => "park",
    };

    private void Park(ExpectedStep step)
    {
        _active.Remove(step);
        _parked.Add(step);
        step.State = StepState.Parked;
        Leave(step);
    }

    private void Hold()
    {
        _isHeld = true;
        foreach (var step in _active.Where(step => step.State is StepState.Running or StepState.WaitingRetry).ToArray())
        {
            if (step.State == StepState.Running)
            {
                step.Attempt--;
                step.Stops++;
            }

            Requeue(step);
        }
    }

    private void Undo()
    {
        _isEnding = true;
        _isHeld = false;
        _calls.ForEach(called => called.CalledBy = null);
        _calls.Clear();
        foreach (var step in _active.Concat(_parked).ToArray())
        {
            step.Stops += step.State == StepState.Running ? 1 : 0;
            step.CalledBy = null;
            step.Replacement = null;
            Rest(step, StepState.Cancelled);
            EndInSchedule(step);
        }

        foreach (var step in _done.Where(step => step is { State: StepState.Succeeded, Plan.UndoneBy: not null }))
        {
            _undo.Push(step);
        }
    }

    private bool CallNext(DateTimeOffset now)
    {
        foreach (var step in _active)
        {
            if (step.Replacement is { CalledBy: null } replacement)
            {
                Call(replacement, step);
            }
        }

        if (_isEnding && _active.Count == 0 && _calls.Count == 0 && _undo.TryPop(out var done))
        {
            Call(_steps[done.Plan.UndoneBy!], done);
        }

        if (_calls is not [var next, ..] || _isHeld)
        {
            return false;
        }

        _calls.RemoveAt(0);
        Start(next, now);
        return true;
    }

    private void Call(ExpectedStep called, ExpectedStep caller)
    {
        if (called.IsOver)
        {
            called.Visit++;
            called.Attempt = called.AttemptsBefore = 0;
        }

        called.CalledBy = caller;
        called.State = StepState.Pending;
        _calls.Add(called);
    }

    private void Over(ExpectedStep step, StepState state)
    {
        Rest(step, state);
        _done.Add(step);
        EndInSchedule(step);
        if (step.CalledBy is not { } caller)
        {
            return;
        }

        step.CalledBy = null;
        if (caller.Replacement == step)
        {
            caller.Replacement = null;
            Over(caller, StepState.Succeeded);
        }
        else
        {
            caller.State = StepState.Compensated;
        }
    }

    private void Rest(ExpectedStep step, StepState state)
    {
        _active.Remove(step);
        _parked.Remove(step);
        step.State = state;
        step.DueAt = null;
    }

    private void Settle()
    {
        var isAtRest = _calls.Count == 0 && _active.TrueForAll(step => step.Replacement is { IsActive: false });
        if (isAtRest && (_isEnding ? _undo.Count == 0 : _scheduled.TrueForAll(step => step.IsOver)))
        {
            IsOver = true;
            Status = _isEnding || _isIncomplete ? ExecutionStatus.Failed : ExecutionStatus.Completed;
        }
        else
        {
            Status = _isHeld || (isAtRest && _parked.Count > 0) ? ExecutionStatus.Failed : ExecutionStatus.Running;
        }
    }
}
