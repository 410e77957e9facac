using System.Text.Json;
using Microsoft.DurableTask;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>A step of a running workflow: where it stands, and what it waits for.</summary>
/// <param name="planned">The step.</param>
/// <param name="durable">Keeps its timers.</param>
/// <param name="counts">Is told when it moves from one state to another.</param>
internal sealed class StepRun(GraphStep planned, TaskOrchestrationContext durable, StepCounts counts)
{
    private StepState _state = StepState.Pending;

    public GraphStep Planned { get; } = planned;

    public StepDefinition Definition => Planned.Definition;

    public string Id => Planned.Id;

    public StepState State
    {
        get => _state;
        set
        {
            counts.Move(this, _state, value);
            _state = value;
        }
    }

    /// <summary>How often it was entered, from 1: going back enters it again.</summary>
    public int Visit { get; set; } = 1;

    /// <summary>When it was entered again; unset in its first visit.</summary>
    public DateTime? EnteredAt { get; private set; }

    /// <summary>The attempt of this visit, from 1; 0 before the first.</summary>
    public int Attempt { get; set; }

    /// <summary>The attempts that do not count any more: of another agent, or before an operator's retry.</summary>
    public int AttemptsBefore { get; set; }

    /// <summary>Of a group: whether one of the steps inside has begun.</summary>
    public bool IsBegun { get; set; }

    /// <summary>How often it waited for a rate limit to end, which uses no attempt.</summary>
    public int RateLimits { get; set; }

    /// <summary>How long it waits for a platform that is away, which uses no attempt.</summary>
    public OutageWait Outage { get; private set; } = new(durable);

    /// <summary>Whether it waits for an answer that the platform does not have yet, look after look.</summary>
    public bool IsPending { get; set; }

    /// <summary>How long it has waited for that; what is paused or held does not wait.</summary>
    public StateClock Pending { get; } = new(durable);

    /// <summary>How often it waited for its agent's circuit breaker, which uses no attempt.</summary>
    public int CircuitWaits { get; set; }

    /// <summary>How often it found nothing to do and looked again, which uses no attempt.</summary>
    public int IdleWaits { get; set; }

    public AgentSelector? Agent { get; set; }

    /// <summary>Whether somebody chose the agent: that one is kept.</summary>
    public AgentSelector? ChosenAgent { get; set; }

    /// <summary>How many of the fallback agents have been used.</summary>
    public int Fallbacks { get; set; }

    /// <summary>What operators put in place of members of its config.</summary>
    public JsonElement? Input { get; set; }

    /// <summary>What it gave.</summary>
    public JsonElement? Outputs { get; set; }

    public StepFailure? Failure { get; set; }

    /// <summary>What it does; completes with how that ended.</summary>
    public Task<StepOutcome>? Work { get; set; }

    /// <summary>Whether <see cref="Work"/> is an activity's, which has to be stopped when it is given up.</summary>
    public bool IsActivity { get; set; }

    /// <summary>How often its activity was stopped.</summary>
    public int Stops { get; set; }

    /// <summary>Its limit: of the attempt, or of the wait.</summary>
    public StateClock Limit { get; } = new(durable);

    /// <summary>What comes before the limit: the next attempt, a reminder, the time that is waited for.</summary>
    public StateClock Alarm { get; } = new(durable);

    /// <summary>The time that <see cref="Alarm"/> is for, when a pause must not shift it.</summary>
    public DateTime? AlarmAt { get; set; }

    public DateTime? Since { get; set; }

    /// <summary>How long the attempt took that succeeded.</summary>
    public long? TookMs { get; set; }

    public string? WaitingFor { get; set; }

    /// <summary>The event it waits for.</summary>
    public string? Event { get; set; }

    /// <summary>The approval it waits for.</summary>
    public ApprovalRun? Approval { get; set; }

    /// <summary>The approval that was asked for last, also when it is not waited for any more.</summary>
    public ApprovalTally? Asked { get; set; }

    /// <summary>Its child workflows that have not ended.</summary>
    public List<string> Children { get; } = [];

    /// <summary>Those of them that wait for a decision, why, and whether something goes on there all the same.</summary>
    public List<(string Id, string Why, bool IsBusy)> ParkedChildren { get; } = [];

    /// <summary>Of a <c>foreach</c>: how many items have not begun, and are to begin.</summary>
    public int ItemsLeft { get; set; }

    /// <summary>Of a <c>foreach</c>: how many items may be under way at once.</summary>
    public int MaxItems { get; set; }

    /// <summary>Whether another item is to begin beside the children that it has.</summary>
    public bool HasNextItem => ItemsLeft > 0 && Children.Count < MaxItems;

    /// <summary>Changes when it comes to rest: what was begun before that does not count any more.</summary>
    public int Turn { get; private set; }

    /// <summary>Whether it is being stopped, so that what it still gives does not count.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether somebody had it run by hand: then no pause keeps its children from beginning, or its time from counting.</summary>
    public bool IsByHand { get; set; }

    /// <summary>The step that called for it: to be undone by it, or to be replaced by it.</summary>
    public StepRun? CalledBy { get; set; }

    /// <summary>The step that runs in its place.</summary>
    public StepRun? Replacement { get; set; }

    /// <summary>When it was done, counted: what was done last is undone first.</summary>
    public int DoneAs { get; set; }

    /// <summary>Whether its failure does not keep what depends on it from running.</summary>
    public bool IsIgnored { get; set; }

    public bool IsOver => State is StepState.Succeeded or StepState.Failed or StepState.Skipped or StepState.Cancelled
        or StepState.Compensated;

    /// <summary>Whether something is to come of it by itself, or by people it waits for.</summary>
    public bool IsActive => State is StepState.Running or StepState.Waiting or StepState.WaitingRetry;

    /// <summary>What the run waits for on its behalf.</summary>
    public IEnumerable<Task> Awaited => Work is null ? [Limit.Expired, Alarm.Expired] : [Work, Limit.Expired, Alarm.Expired];

    /// <summary>Whether what was begun in a turn does not count any more.</summary>
    public bool IsStale(int turn) => turn != Turn || IsGivenUp;

    /// <summary>Gives it all its attempts and waits again.</summary>
    public void Renew()
    {
        AttemptsBefore = Attempt;
        RateLimits = CircuitWaits = IdleWaits = 0;
        Outage = new OutageWait(durable);
        StopPending();
    }

    /// <summary>Forgets that it waited for the platform.</summary>
    public void StopPending()
    {
        IsPending = false;
        Pending.Stop();
    }

    /// <summary>Lets its time stand.</summary>
    public void StopTime()
    {
        Limit.Pause();
        Alarm.Pause();
        Pending.Pause();
    }

    /// <summary>Lets its time go on, if it stood.</summary>
    public void GoOn()
    {
        if (Limit.Remaining is not null)
        {
            Limit.Resume();
        }

        if (IsPending && State == StepState.WaitingRetry)
        {
            Pending.Resume();
        }

        if (AlarmAt is { } at && Alarm.Deadline is null)
        {
            // A date does not move because time stood.
            Alarm.Restart(at > durable.CurrentUtcDateTime ? at - durable.CurrentUtcDateTime : TimeSpan.Zero);
        }
        else if (Alarm.Remaining is not null)
        {
            Alarm.Resume();
        }
    }

    /// <summary>Begins another visit: its effects are others than before.</summary>
    public void Revisit()
    {
        Visit++;
        EnteredAt = durable.CurrentUtcDateTime;
        Attempt = 0;
        Renew();
    }

    /// <summary>Forgets what it was doing.</summary>
    public void Rest(StepState state)
    {
        State = state;
        Turn++;
        Limit.Stop();
        Alarm.Stop();
        Pending.Pause();
        AlarmAt = null;
        Work = null;
        IsActivity = false;
        IsGivenUp = false;
        IsByHand = false;
        WaitingFor = null;
        Event = null;
        Approval = null;
    }
}
