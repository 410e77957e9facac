using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Waits: for people, for events, for a time. Nothing of it takes a place.</content>
internal sealed partial class DefinitionRun
{
    private const int MaxHeldEvents = 100;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    /// <summary>Events that came before anything waited for them, the oldest first.</summary>
    private readonly List<WorkflowSignal> _heldEvents = [];

    private DateTimeOffset Now => At(_durable.CurrentUtcDateTime);

    private async Task WaitAsync(StepRun step, JsonElement config)
    {
        if (WaitRule.Read(config, out var error) is not { } rule)
        {
            await FinishAsync(step, Misconfigured(step, error!));
            return;
        }

        var end = rule.End(Now);
        step.State = StepState.Waiting;
        step.Event = rule.Event ?? "";
        step.WaitingFor = (rule.Event, end) switch
        {
            ({ } name, { } time) => $"The event '{name}', until {time:u}.",
            ({ } name, null) => $"The event '{name}'.",
            _ => $"The time {end:u}.",
        };
        if (end is { } at)
        {
            step.AlarmAt = rule.Until is null ? null : at.UtcDateTime;
            step.Alarm.Restart(at > Now ? at - Now : TimeSpan.Zero);
        }

        if ((step.Definition.Timeout ?? (end is null ? LongestWait : null)) is { } longest && (end is null || Now + longest < end))
        {
            step.Limit.Restart(longest);
        }

        if (_heldEvents.Find(held => held.Name == rule.Event) is { } early)
        {
            _heldEvents.Remove(early);
            await FinishAsync(step, Received(early));
        }
    }

    /// <summary>An event goes to every step that waits for it; to the first that will, when none does yet.</summary>
    private async Task ReceiveAsync(WorkflowSignal signal)
    {
        var waiting = _active.Where(step => step.Event is { Length: > 0 } name && name == signal.Name).ToArray();
        Emit(EventType.EventReceived, new
        {
            signal.Name, signal.Actor, steps = waiting.Select(step => step.Id), data = Shown(signal.Output),
        });
        if (waiting.Length == 0)
        {
            if (_heldEvents.Count == MaxHeldEvents)
            {
                _heldEvents.RemoveAt(0);
            }

            _heldEvents.Add(signal);
        }

        foreach (var step in waiting)
        {
            await FinishAsync(step, Received(signal));
        }
    }

    private static StepOutcome Received(WorkflowSignal signal) => StepOutcome.Success(
        $"The event '{signal.Name}' came from {signal.Actor}.", new { received = true, actor = signal.Actor, data = signal.Output });

    private async Task AskAsync(StepRun step, JsonElement config)
    {
        if (ApprovalRule.Read(config, out var error) is not { } rule)
        {
            await FinishAsync(step, Misconfigured(step, error!));
            return;
        }

        if (rule.WhyNever(_request.Actor) is { } never)
        {
            await FinishAsync(step, StepOutcome.Failed(
                ErrorCodes.Deadlocked, ErrorCategory.Configuration, $"'{step.Id}' could never be approved: {never}"));
            return;
        }

        var what = rule.Message ?? step.Definition.Name ?? step.Id;
        step.State = StepState.Waiting;
        step.Approval = new ApprovalRun(
            new ApprovalTally(rule, _request.Actor), what, rule.EscalationTime is { } after ? _durable.CurrentUtcDateTime + after : null);
        step.Asked = step.Approval.Tally;
        step.Limit.Restart(step.Definition.Timeout ?? LongestWait);
        Emit(EventType.ApprovalRequested, new
        {
            step = step.Id, what, rule, deadline = step.Limit.Deadline,
        });
        ShowAsked(step);
        SetReminder(step);
    }

    private static void ShowAsked(StepRun step)
    {
        var tally = step.Approval!.Tally;
        step.WaitingFor = tally.Rule.Required == 1
            ? $"Somebody to approve: {step.Approval.What}"
            : $"{tally.Missing} of {tally.Rule.Required} to approve: {step.Approval.What}";
    }

    /// <summary>Sets the alarm for whatever comes first: the next reminder, or the escalation.</summary>
    private void SetReminder(StepRun step)
    {
        var approval = step.Approval!;
        var now = _durable.CurrentUtcDateTime;
        approval.RemindsAt = approval.Tally.Rule.ReminderTime is { } every ? now + every : null;
        DateTime?[] times = [approval.RemindsAt, approval.EscalatesAt];
        if (times.Min() is { } next)
        {
            step.Alarm.Restart(next > now ? next - now : TimeSpan.Zero);
        }
    }

    private void RemindOrEscalate(StepRun step)
    {
        var approval = step.Approval!;
        if (approval.EscalatesAt is { } at && at <= _durable.CurrentUtcDateTime)
        {
            approval.EscalatesAt = null;
            approval.Tally.IsEscalated = true;
            Emit(EventType.ApprovalEscalated, new { step = step.Id, what = approval.What, to = approval.Tally.Rule.EscalateTo });
        }
        else
        {
            Emit(EventType.ApprovalReminder, new { step = step.Id, what = approval.What, deadline = step.Limit.Deadline });
        }

        SetReminder(step);
    }

    /// <summary>Why somebody cannot have a step passed over: nobody goes round an approval that they could not give.</summary>
    private string? WhyNotSkip(StepRun step, string actor)
    {
        if (step.Definition.Type == StepType.Parallel)
        {
            return step.Definition.Steps.Select(inner => WhyNotSkip(_steps[inner.Id], actor)).FirstOrDefault(reason => reason is not null);
        }

        if (step.IsOver || ControlSteps.WorkOf(step.Definition) != StepWork.Approval)
        {
            return null;
        }

        return (step.Asked ?? TallyAhead(step)) is { } tally ? tally.WhyNotSkip(actor) : $"who may approve '{step.Id}' is not known yet.";
    }

    private ApprovalTally? TallyAhead(StepRun step)
    {
        string[] unknown = step.Planned.DependsOn.All(id => _steps[id].IsOver) ? [] : ["steps"];
        return ApprovalRule.Ahead(step.Definition.Config, Scope(Dependencies(step)), unknown) is { } rule
            ? new ApprovalTally(rule, _request.Actor)
            : null;
    }

    /// <summary>Somebody approves or rejects.</summary>
    private async Task DecideAsync(WorkflowSignal signal)
    {
        if (signal is { Action: not null, HeadSha: { Length: > 0 } sha } && _headSha.Length > 0 && sha != _headSha)
        {
            // A review of what was there before says nothing about what is to be approved now.
            var commit = sha[..Math.Min(sha.Length, 12)];
            Emit(EventType.Progress, new { message = $"What {signal.Actor} said was of another commit, {commit}." });
            return;
        }

        var asked = _active.Where(step => step.Approval is not null && (signal.Step is null || step.Id == signal.Step)).ToArray();
        if (asked is not [var step])
        {
            Refuse(signal, asked.Length == 0
                ? "no such approval is waited for."
                : $"several approvals are waited for: say which step of {string.Join(", ", asked.Select(each => each.Id))}.");
            return;
        }

        var tally = step.Approval!.Tally;
        var approves = signal.Kind == SignalKind.Approve;
        if (tally.WhyNot(signal.Actor, approves, signal.Form) is { } reason)
        {
            Refuse(signal, reason);
            return;
        }

        tally.Take(new ApprovalVote(signal.Actor, approves, signal.Reason, Now, signal.Form));
        Emit(EventType.ApprovalGiven, new
        {
            step = step.Id, what = step.Approval.What, approved = approves, signal.Actor, comment = signal.Reason, form = signal.Form,
            missing = tally.Missing,
        });
        ShowAsked(step);
        if (tally.IsDecided)
        {
            await DecidedAsync(step, signal);
        }
    }

    private async Task DecidedAsync(StepRun step, WorkflowSignal last)
    {
        var (tally, what) = (step.Approval!.Tally, step.Approval.What);
        var approved = !tally.IsRejected;
        Emit(EventType.ApprovalDecided, new { step = step.Id, what, approved, last.Actor, comment = last.Reason });
        if (!approved && !tally.Rule.RejectionIsAnswer)
        {
            await FinishAsync(step, StepOutcome.Failed(
                ErrorCodes.ApprovalRejected, ErrorCategory.Permission,
                $"{last.Actor} rejected {what}{(last.Reason is null ? "" : $": {last.Reason}")}."));
            return;
        }

        await FinishAsync(step, StepOutcome.Success(
            $"{last.Actor} {(approved ? "approved" : "rejected")} {what}.",
            new { approved, votes = tally.Votes, form = tally.Votes.LastOrDefault(vote => vote.Form is not null)?.Form }));
    }

    private static StepOutcome Misconfigured(StepRun step, string error) => StepOutcome.Failed(
        ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"The config of '{step.Id}' cannot be taken: {error}");
}
