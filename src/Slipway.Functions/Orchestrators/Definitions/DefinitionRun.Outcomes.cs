using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Outcomes: what follows from how an attempt of a step ended.</content>
internal sealed partial class DefinitionRun
{
    /// <summary>The most that an event repeats of a step's outputs, in characters of JSON.</summary>
    private const int MaxShownOutputs = 8_000;

    /// <summary>How often a step that finds nothing to do looks again: every ten minutes, for a week.</summary>
    private const int MaxIdleWaits = 1_000;

    private static readonly TimeSpan ShortestIdleWait = TimeSpan.FromSeconds(1);

    /// <summary>Steps that were called for and have not begun, in the order they were called for.</summary>
    private readonly List<StepRun> _calls = [];

    /// <summary>An attempt has ended.</summary>
    private async Task FinishAsync(StepRun step, StepOutcome outcome)
    {
        if (outcome.Status == StepOutcomeStatus.Error)
        {
            await AttemptFailedAsync(step, outcome);
            return;
        }

        if (outcome is { Status: StepOutcomeStatus.Idle, RetryAfter: { } wait } && _ending is null && step.IdleWaits < MaxIdleWaits)
        {
            LookAgain(step, wait < ShortestIdleWait ? ShortestIdleWait : wait, Message(outcome.Message));
            return;
        }

        try
        {
            Succeed(step, outcome, Outputs(step, outcome));
        }
        catch (ExpressionException exception)
        {
            await AttemptFailedAsync(step, StepOutcome.Failed(
                ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"The outputs of '{step.Id}': {exception.Message}"));
        }
    }

    /// <summary>What a step gave, and what its definition makes of that.</summary>
    private JsonElement? Outputs(StepRun step, StepOutcome outcome)
    {
        if (step.Definition.Outputs.Count == 0)
        {
            return outcome.Outputs;
        }

        var scope = Scope(Dependencies(step)) with { Result = outcome.Outputs };
        var more = JsonSerializer.SerializeToElement(
            step.Definition.Outputs.ToDictionary(output => output.Key, output => Evaluate(output.Value, scope), StringComparer.Ordinal),
            CoreJson.Options);
        return outcome.Outputs is { } own ? Merge(own, more) : more;
    }

    private static JsonElement Evaluate(string text, ExpressionScope scope) => Expression.TryParse(text, out var expression, out var error)
        ? expression.Evaluate(scope)
        : throw new ExpressionException(error);

    private void Succeed(StepRun step, StepOutcome outcome, JsonElement? outputs)
    {
        var isIdle = outcome.Status == StepOutcomeStatus.Idle;
        NotePullRequest(step, outcome.Outputs);
        step.TookMs = DurationMs(step);
        foreach (var artifact in outcome.Artifacts ?? [])
        {
            Emit(EventType.ArtifactSaved, new { step = step.Id, artifact.Name, artifact.Sha256, artifact.SizeBytes, artifact.MediaType });
        }

        Emit(EventType.StepCompleted, new
        {
            step = step.Id, step.Attempt, step.Visit, durationMs = step.TookMs, summary = Message(outcome.Message),
            idle = isIdle ? true : (bool?)null, outputs = Shown(outputs),
            artifacts = outcome.Artifacts is { Count: > 0 } kept ? kept : null,
        });
        Over(step, StepState.Succeeded, isIdle ? StepView.Idle : StepView.Succeeded, outputs);
    }

    private static JsonElement? Shown(JsonElement? outputs) =>
        outputs is { } given && given.GetRawText().Length <= MaxShownOutputs ? given : null;

    /// <summary>A step is over: what waited for it is due.</summary>
    private void Over(StepRun step, StepState state, string view, JsonElement? outputs)
    {
        _active.Remove(step);
        step.Rest(state);
        step.Outputs = outputs;
        step.DoneAs = ++_done;
        _calls.Remove(step);
        DropReplacement(step);
        _views[step.Id] = new StepView(view, outputs);
        if (!step.Planned.IsOnDemand)
        {
            _schedule.End(step.Id);
        }

        if (_compensates && state == StepState.Succeeded && step.CalledBy is not { Replacement: null } && IsUndoable(step))
        {
            // It could not be stopped: a child goes on until it hears of it.
            _undo.Push(step);
        }

        if (step.CalledBy is { } caller)
        {
            Called(step, caller);
        }
    }

    private void Skip(StepRun step, string view, string reason, JsonElement? outputs = null, string? actor = null)
    {
        Emit(EventType.StepSkipped, new
        {
            step = step.Id, reason, omitted = view == StepView.Omitted ? true : (bool?)null, actor, outputs = Shown(outputs),
        });
        Over(step, StepState.Skipped, view, outputs);
    }

    /// <summary>An attempt failed: another one follows, or another agent's, or the step has failed for good.</summary>
    private async Task AttemptFailedAsync(StepRun step, StepOutcome outcome)
    {
        var failure = Failure(
            step.Id, outcome.Code ?? ErrorCodes.StepFailed, outcome.Category ?? ErrorCategory.AgentFailed, outcome.Message);
        if (_ending is not null && step.CalledBy is null)
        {
            Cancelled(step);
            return;
        }

        if (WaitsForPlatform(step, outcome))
        {
            return;
        }

        step.Failure = failure;
        step.Outputs = outcome.Outputs;
        Emit(EventType.StepFailed, new
        {
            step = step.Id, step.Attempt, step.Visit, durationMs = DurationMs(step), failure.Code, failure.Category, failure.Message,
            artifacts = outcome.Artifacts is { Count: > 0 } kept ? kept : null,
        });

        var retry = step.Planned.Retry;
        var attempt = step.Attempt - step.AttemptsBefore;
        if (step.Approval is not null || step.Event is not null)
        {
            await FailForGoodAsync(step, failure);
        }
        else if (outcome is { Code: ErrorCodes.AgentNotAvailable, RetryAfter: { } rest })
        {
            // A group whose members are all left alone.
            await LeaveAloneAsync(step, Now + RetryRule.Wished(rest), failure.Message);
        }
        else if (RetryRule.RateLimitAfter(retry, failure.Category, step.RateLimits, _durable.Spread(), outcome.RetryAfter) is { } limit)
        {
            WaitOutRateLimit(step, limit, failure);
        }
        else if (step.Outage.Next(failure.Code, failure.Category) is { } pause
            && RetryRule.IsRetryable(retry, failure.Category, failure.Code, failure.Message))
        {
            WaitOutOutage(step, pause, failure);
        }
        else if (attempt < retry.MaxAttempts && RetryRule.IsRetryable(retry, failure.Category, failure.Code, failure.Message))
        {
            _durable.WarnOfRetry(step.Id, attempt, failure.Message);
            TryAgainAfter(step, RetryRule.DelayAfter(retry, attempt, _durable.Spread(), outcome.RetryAfter), failure.Message);
        }
        else if (NextAgent(step, FallbackRule.Helps(failure.Category, failure.Code)))
        {
            step.Renew();
            Emit(EventType.Progress, new { message = $"Going on with the fallback agent {step.Agent}: {failure.Message}", step = step.Id });
            Requeue(step);
        }
        else
        {
            await FailForGoodAsync(step, failure);
        }
    }

    /// <summary>Gives a step the next fallback agent, unless there is none, or no other agent would fare better.</summary>
    /// <param name="step">Which.</param>
    /// <param name="isAgents">Whether what failed is the agent's.</param>
    private bool NextAgent(StepRun step, bool isAgents)
    {
        var handling = _request.Definition.ErrorHandling;
        if (!isAgents || handling.Strategy != ErrorStrategy.RetryWithFallback || step.Agent is null || step.ChosenAgent is not null
            || step.Fallbacks >= handling.FallbackAgents.Count)
        {
            return false;
        }

        step.Agent = new AgentSelector(handling.FallbackAgents[step.Fallbacks++]);
        return true;
    }

    /// <summary>A step has failed for good.</summary>
    private async Task FailForGoodAsync(StepRun step, StepFailure failure)
    {
        var rule = step.CalledBy is null
            ? FailureRule.Of(step.Definition, _request.Definition.ErrorHandling)
            : new FailureRule(FailureAction.Park);
        step.Failure = failure;
        switch (rule.Action)
        {
            case FailureAction.Ignore:
                step.IsIgnored = true;
                Over(step, StepState.Failed, StepView.Failed, step.Outputs);
                break;
            case FailureAction.Omit:
                _omitted ??= failure;
                _failure = _omitted;
                Over(step, StepState.Failed, StepView.Failed, step.Outputs);
                break;
            case FailureAction.Replace when _steps.TryGetValue(rule.Replacement!, out var replacement) && _ending is null:
                Replace(step, replacement);
                break;
            case FailureAction.Compensate when _ending is null:
                _failure = failure;
                Over(step, StepState.Failed, StepView.Failed, step.Outputs);
                Emit(EventType.WorkflowFailed, new { failure.Step, failure.Code, failure.Message });
                await EndAsAsync(ExecutionStatus.Failed, compensates: true);
                break;
            default:
                Park(step);
                if (rule.Action == FailureAction.ParkAll && _ending is null)
                {
                    await HoldAsync(failure);
                }

                break;
        }
    }

    /// <summary>A step waits for a decision; it keeps nothing from going on but what depends on it.</summary>
    private void Park(StepRun step)
    {
        _active.Remove(step);
        step.Rest(StepState.Parked);
        if (!step.Planned.IsOnDemand)
        {
            _schedule.Leave(step.Id);
        }

        _views[step.Id] = new StepView(StepView.Failed, step.Outputs);
        Emit(EventType.Progress, new
        {
            message = $"'{step.Id}' waits for a decision: retry, skip, or abort.", step = step.Id, parked = true,
        });
    }

    /// <summary>Has another step run in a failed one's place. It works in that one's place, too, so that no more run at once; where it does
    /// more with the worktree, it waits for a place of its own kind first.</summary>
    private void Replace(StepRun step, StepRun replacement)
    {
        if (!_active.Contains(step))
        {
            _active.Add(step);
        }

        step.Rest(StepState.Waiting);
        step.WaitingFor = $"Step '{replacement.Id}', which runs in its place.";
        step.Replacement = replacement;
        var use = WorktreeRule.Of(replacement.Definition, _request);
        if (!_schedule.Works(step.Id, use))
        {
            _schedule.Leave(step.Id);
            _schedule.Queue(step.Id, use);
        }
    }

    /// <summary>Takes back that a step runs in another one's place.</summary>
    private void DropReplacement(StepRun step)
    {
        var replacement = step.Replacement;
        step.Replacement = null;
        if (replacement?.CalledBy != step)
        {
            // It has not been called for, or only for somebody else.
            return;
        }

        if (replacement.Attempt > 0)
        {
            Emit(EventType.StepCancelled, new { step = replacement.Id });
            replacement.Revisit();
        }

        _calls.Remove(replacement);
        _active.Remove(replacement);
        replacement.CalledBy = null;
        replacement.Rest(StepState.Pending);
        _views[replacement.Id] = new StepView(StepView.Pending, null);
    }

    /// <summary>Begins the next step that is called for: in a failed one's place, or to undo one.</summary>
    private async Task<bool> CallNextAsync()
    {
        if (_pause is not null)
        {
            return false;
        }

        foreach (var waiting in _active)
        {
            // Of several that wait for the same one, one at a time.
            if (waiting.Replacement is { CalledBy: null } replacement && _schedule.Works(waiting.Id, WorkspaceUse.None))
            {
                Call(replacement, waiting);
            }
        }

        if (_ending is not null && _active.Count == 0 && _calls.Count == 0 && _counts.Parked.Count == 0 && _undo.TryPop(out var done))
        {
            Call(_steps[_request.Definition.ErrorHandling.CompensateWith[done.Id]], done);
        }

        if (_calls is not [var next, ..] || _leaving.Count > 0 || (_hold is not null && _ending is null))
        {
            return false;
        }

        _calls.RemoveAt(0);
        await StartAsync(next);
        return true;
    }

    private void Call(StepRun called, StepRun caller)
    {
        if (called.IsOver)
        {
            called.Revisit();
        }

        called.CalledBy = caller;
        called.State = StepState.Pending;
        _calls.Add(called);
    }

    /// <summary>A step that was called for is over.</summary>
    private void Called(StepRun called, StepRun caller)
    {
        called.CalledBy = null;
        if (_ending is not null && caller.Replacement is null)
        {
            if (called.State == StepState.Succeeded)
            {
                Emit(EventType.StepCompensated, new { step = caller.Id, with = called.Id });
                caller.State = StepState.Compensated;
            }
        }
        else if (caller.Replacement == called)
        {
            caller.Replacement = null;
            if (called.State == StepState.Skipped)
            {
                Skip(caller, StepView.Skipped, $"'{called.Id}', which ran in its place, was skipped.", called.Outputs);
                return;
            }

            Emit(EventType.StepCompleted, new
            {
                step = caller.Id, caller.Attempt, caller.Visit, summary = $"'{called.Id}' ran in its place.",
                outputs = Shown(called.Outputs),
            });
            Over(caller, StepState.Succeeded, StepView.Succeeded, called.Outputs);
        }
    }

    private long DurationMs(StepRun step) =>
        step.Since is { } since ? (long)(_durable.CurrentUtcDateTime - since).TotalMilliseconds : 0;

    private static string Message(string message) => Redactor.Redact(Sanitiser.Text(message, MaxMessageLength));
}
