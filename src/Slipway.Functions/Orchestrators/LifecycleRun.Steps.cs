using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>Steps: an activity, tried again as the request allows, seen in events and status.</content>
internal sealed partial class LifecycleRun
{
    /// <summary>How often one step waits for a rate limit to end before that counts as a failure.</summary>
    private const int MaxRateLimits = 10;

    private static readonly TimeSpan LongestWaitForAgent = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PendingGateInterval = TimeSpan.FromSeconds(20);

    private RetryOptions Retries => new() { MaxRetries = Request.MaxRetries };

    /// <summary>Runs a step's activity until it succeeds or its attempts are used up.</summary>
    /// <param name="step">The step.</param>
    /// <param name="activity">The activity, which returns a <see cref="StepResult{T}"/>.</param>
    /// <param name="input">The activity's input, from the attempt's number.</param>
    /// <param name="agent">The agent that does it, when one does.</param>
    /// <param name="mayFallBack">Whether there is another agent, should this one not be available.</param>
    /// <exception cref="StepFailedException">It failed for good.</exception>
    public async Task<T> StepAsync<T>(
        string step, string activity, Func<int, object> input, AgentSelector? agent = null, bool mayFallBack = false)
        where T : class
    {
        var rateLimits = 0;
        var outage = new OutageWait(_durable);
        for (var attempt = 1; ; attempt++)
        {
            if (agent is not null && _budget.WhyNot is { } usedUp)
            {
                throw new StepFailedException(Failure(step, ErrorCodes.BudgetUsedUp, ErrorCategory.Configuration, usedUp));
            }

            if (agent is not null)
            {
                await EnterCircuitAsync(step, attempt, agent, mayFallBack);
            }

            BeginStep(step, attempt, Request.MaxRetries + 1, agent?.ToString());
            var result = await FinishAsync(_durable.CallStepAsync<T>(activity, input(attempt)), step);
            _budget.Add(result.Usage);
            if (agent is not null)
            {
                await ReportToCircuitAsync(agent, result.Value is null ? result.Error ?? NoResult(step) : null);
            }

            if (result.Value is { } value)
            {
                CompleteStep(result.Summary, result.Log);
                return value;
            }

            var error = result.Error ?? NoResult(step);
            FailStep(error, result.Log);
            if (mayFallBack && IsLongAway(error))
            {
                throw new StepFailedException(Failure(step, error.Code, error.Category, error.Message));
            }

            if (MayBeAskedAt(error) is { } retryAt && ++rateLimits <= MaxRateLimits)
            {
                await WaitOutsideAsync(step, attempt, error, Until(retryAt), $"The end of a rate limit, at {retryAt:u}.");
                attempt--;
                continue;
            }

            if (outage.Next(error.Code, error.Category) is { } pause)
            {
                await WaitOutsideAsync(step, attempt, error, pause, OutageWait.Words(error.Code, step));
                attempt--;
                continue;
            }

            if (!IsWorthRetrying(error, attempt))
            {
                throw new StepFailedException(Failure(step, error.Code, error.Category, error.Message));
            }

            await RetryDelayAsync(step, attempt, error);
        }
    }

    /// <summary>As <see cref="StepAsync{T}"/> for an agent's work, going on with the
    /// next fallback agent when one has failed for good.</summary>
    public async Task<T> AgentStepAsync<T>(string step, string activity, AgentMode mode)
        where T : class
    {
        var fallbacks = new Queue<AgentSelector>(Request.FallbackAgents.SkipWhile(agent => agent != Context.Agent).Skip(1));
        if (!Request.FallbackAgents.Contains(Context.Agent))
        {
            fallbacks = new Queue<AgentSelector>(Request.FallbackAgents);
        }

        while (true)
        {
            try
            {
                return await StepAsync<T>(step, activity, attempt => AgentInput(step, mode, attempt), Context.Agent, fallbacks.Count > 0);
            }
            catch (StepFailedException failed) when (
                FallbackRule.Helps(failed.Failure.Category, failed.Failure.Code) && fallbacks.Count > 0)
            {
                Context = Context with { Agent = fallbacks.Dequeue() };
                Emit(EventType.Progress, new { message = $"Going on with the fallback agent {Context.Agent}: {failed.Message}" });
            }
        }
    }

    /// <summary>Runs all gates at once; what one says does not stop the others.</summary>
    public async Task<IReadOnlyList<GateResult>> GatesAsync(int round)
    {
        if (Request.Gates.Count == 0)
        {
            return [];
        }

        BeginStep(LifecycleStep.Gates, attempt: 1, maxAttempts: 1, agent: null);
        var away = FollowGates(round);
        Emit(EventType.ParallelBatchStarted, new { steps = Request.Gates.Select(gate => LifecycleStep.Gate(gate.Name)), round });
        using var stateLeft = new CancellationTokenSource();
        var results = new List<GateResult>();
        var errors = new List<StepError>();
        try
        {
            var running = Request.Gates.ToDictionary(
                gate => GateAsync(GateInput(gate), away, stateLeft.Token),
                gate => gate);
            while (running.Count > 0)
            {
                var finished = await FinishAsync(Task.WhenAny(running.Keys), LifecycleStep.Gates);
                var gate = running[finished];
                running.Remove(finished);
                away.EndOne();
                Report(gate, await finished, round, results, errors);
            }
        }
        finally
        {
            away.End();
            stateLeft.Cancel();
        }

        return EndGates(results, errors);
    }

    /// <summary>Tells what a gate said. One that could not be run says nothing about the change.</summary>
    private void Report(GateSpec gate, StepResult<GateResult> outcome, int round, List<GateResult> results, List<StepError> errors)
    {
        var step = LifecycleStep.Gate(gate.Name);
        if (outcome.Value is { } result)
        {
            results.Add(result);
            Emit(EventType.StepCompleted, new
            {
                step, result.Passed, result.ExitCode, result.Message, result.DurationMs, round, log = result.Log?.Sha256,
            });
        }
        else
        {
            var error = outcome.Error ?? NoResult(step);
            errors.Add(error with { Message = $"The gate '{gate.Name}' could not be run: {error.Message}" });
            Emit(EventType.StepFailed, new { step, round, error.Code, error.Category, error.Message });
        }
    }

    private IReadOnlyList<GateResult> EndGates(List<GateResult> results, List<StepError> errors)
    {
        var failed = results.Count(result => !result.Passed);
        Emit(EventType.ParallelBatchCompleted, new
        {
            steps = Request.Gates.Select(gate => LifecycleStep.Gate(gate.Name)), passed = results.Count - failed,
            failed = failed + errors.Count,
        });
        if (errors.Count > 0)
        {
            FailStep(errors[0]);
            throw new StepFailedException(Failure(LifecycleStep.Gates, errors[0].Code, errors[0].Category, errors[0].Message));
        }

        CompleteStep(failed == 0 ? "All gates passed." : $"{failed} of {results.Count} gates failed.");
        return [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)];
    }

    /// <summary>Runs one gate, again when it could not be run, until the state is left.</summary>
    private async Task<StepResult<GateResult>> GateAsync(RunGateInput input, GatesAway away, CancellationToken stateLeft)
    {
        var since = _durable.CurrentUtcDateTime;
        var outage = new OutageWait(_durable);
        var rateLimits = 0;
        for (var attempt = 1; ; attempt++)
        {
            var wakes = _wakes;
            var result = await _durable.CallStepAsync<GateResult>(nameof(RunGate), input);
            if (result.Value is { IsPending: true } && !stateLeft.IsCancellationRequested)
            {
                if (_durable.CurrentUtcDateTime - since >= TimeSpan.FromSeconds(input.Gate.TimeLimitSeconds))
                {
                    return StepResult.Succeeded(TooLate(input.Gate, result.Value));
                }

                // What it waits for was not a failure: the attempt does not count.
                outage.End();
                attempt--;
                await NapAsync(RarerOver(PendingGateInterval, since), wakes, stateLeft);
                continue;
            }

            _budget.Add(result.Value?.Usage ?? result.Usage);
            if (MayBeAskedAt(result.Error) is { } retryAt && ++rateLimits <= MaxRateLimits && !stateLeft.IsCancellationRequested)
            {
                attempt--;
                await away.WaitAsync(_durable.CreateTimer(Until(retryAt), stateLeft));
                continue;
            }

            if (result.Error is { } error && !stateLeft.IsCancellationRequested && outage.Next(error.Code, error.Category) is { } pause)
            {
                attempt--;
                await away.WaitAsync(_durable.CreateTimer(pause, stateLeft));
                continue;
            }

            if (result.Value is not null || !IsWorthRetrying(result.Error, attempt) || stateLeft.IsCancellationRequested)
            {
                return result;
            }

            await _durable.CreateTimer(Retries.DelayAfter(attempt, _durable.Spread()), stateLeft);
        }
    }

    private RunGateInput GateInput(GateSpec gate) => new(Context.Workspace!, gate, Context.Branch?.HeadSha, Stops)
    {
        Requirement = gate.Kind == GateKind.AiReview ? Context.Requirement : null,
    };

    private static GateResult TooLate(GateSpec gate, GateResult pending) => pending with
    {
        IsPending = false,
        Message = $"{pending.Message.TrimEnd('.')}, and had no answer within {gate.TimeLimitSeconds} s.",
    };

    private AgentStepInput AgentInput(string step, AgentMode mode, int attempt) => new(
        Context.Workspace!,
        step,
        $"{Id}/{step}-{_visits[State]}",
        attempt,
        mode,
        Context.Agent,
        Context.Requirement,
        Context.Plan,
        Context.Feedback,
        Context.Branch?.HeadSha,
        _clock.Remaining ?? TimeSpan.FromMinutes(Request.StateTimeoutMinutes),
        TimeSpan.FromMinutes(Request.AgentSilenceMinutes),
        Stops)
    {
        Budget = _budget.Left,
    };

    private bool IsWorthRetrying(StepError? error, int attempt) =>
        error is not null && attempt <= Request.MaxRetries && RetryOptions.IsRetryable(error.Category);

    private static StepError NoResult(string step) => new(ErrorCodes.Unexpected, ErrorCategory.Bug, $"The step '{step}' returned nothing.");

    /// <summary>As <see cref="FinishAsync{T}(Task{T})"/>, with the end of the state's time as the step's failure.</summary>
    private async Task<T> FinishAsync<T>(Task<T> work, string step)
    {
        try
        {
            return await FinishAsync(work);
        }
        catch (StateExpiredException)
        {
            var error = new StepError(
                ErrorCodes.StateTimedOut,
                ErrorCategory.Timeout,
                $"{State.ToName()} took longer than {Request.StateTimeoutMinutes} minutes, in step '{step}'. "
                    + "Retry, or start with a longer state timeout.");
            if (_step is not null)
            {
                FailStep(error);
            }

            throw new StepFailedException(Failure(step, error.Code, error.Category, error.Message));
        }
    }

    private async Task RetryDelayAsync(string step, int attempt, StepError error)
    {
        var delay = Retries.DelayAfter(attempt, _durable.Spread());
        _durable.WarnOfRetry(step, attempt, error.Message);
        _waitingFor = $"Attempt {attempt + 1} of '{step}', in {delay.TotalSeconds:0.#} s.";
        Emit(EventType.StepRetry, new { step, attempt = attempt + 1, delayMs = (long)delay.TotalMilliseconds, reason = error.Message });
        await DelayAsync(delay, step);
    }

    private async Task DelayAsync(TimeSpan delay, string step)
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            await FinishAsync(TimerAsync(delay, cancellation.Token), step);
        }
        finally
        {
            cancellation.Cancel();
        }
    }

    private TimeSpan Until(DateTimeOffset at) => RetryRule.Wished(at.UtcDateTime - _durable.CurrentUtcDateTime);

    /// <summary>When a service that does not work for now may be asked again, as far as it says so.</summary>
    private static DateTimeOffset? MayBeAskedAt(StepError? error) =>
        error is { Category: ErrorCategory.RateLimited or ErrorCategory.Transient } ? error.RetryAt : null;

    /// <summary>Whether an agent is away for longer than is waited for it while there is another.</summary>
    private bool IsLongAway(StepError error) => MayBeAskedAt(error) is { } retryAt && FallbackRule.Helps(error.Category, error.Code)
        && (error.Code == ErrorCodes.AgentNotAvailable || Until(retryAt) > LongestWaitForAgent);

    private async Task<bool> TimerAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        await _durable.CreateTimer(delay, cancellationToken);
        return true;
    }

    private void BeginStep(string step, int attempt, int maxAttempts, string? agent)
    {
        _step =
            new StepProgress(step, attempt, maxAttempts, new DateTimeOffset(_durable.CurrentUtcDateTime, TimeSpan.Zero), Shorten(agent));
        _waitingFor = agent is null ? $"Step '{step}', attempt {attempt}." : $"Agent {Shorten(agent)}, step '{step}', attempt {attempt}.";
        Emit(EventType.StepStarted, new { step, attempt, maxAttempts, agent = Shorten(agent), state = State.ToName() });
    }

    private void CompleteStep(string? summary, string? log = null)
    {
        Emit(EventType.StepCompleted, new { step = _step!.Name, _step.Attempt, durationMs = StepMs(), summary, log });
        EndStep();
    }

    private void FailStep(StepError error, string? log = null)
    {
        Emit(EventType.StepFailed, new
        {
            step = _step!.Name, _step.Attempt, durationMs = StepMs(), error.Code, error.Category,
            message = Redactor.Redact(Sanitiser.Text(error.Message, 1_000)), log,
        });
        EndStep();
    }

    private void EndStep()
    {
        _step = null;
        _waitingFor = null;
    }

    private long StepMs() => (long)(_durable.CurrentUtcDateTime - _step!.StartedAt.UtcDateTime).TotalMilliseconds;

    private static string? Shorten(string? agent) => agent is null ? null : Sanitiser.Line(agent, 120);
}
