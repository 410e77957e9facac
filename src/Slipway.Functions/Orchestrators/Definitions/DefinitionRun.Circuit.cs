using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>The agent's circuit breaker: an agent that fails for everybody is left alone for a while.</content>
internal sealed partial class DefinitionRun
{
    /// <summary>How often a step waits for its agent before that is a failure: with the longest waits of the defaults, two days.</summary>
    private const int MaxCircuitWaits = 100;

    /// <summary>Whether a step's agent may be used now. If not, the step goes on with the next fallback agent, or waits; what it waits for
    /// is no attempt, and takes no place.</summary>
    private async Task<bool> EntersCircuitAsync(StepRun step)
    {
        if (step.Agent is not { } agent || Facts(step) is not { UsesAgent: true } || _budget.WhyNot is not null)
        {
            // Without a budget it will not be used.
            return true;
        }

        var answer = await _durable.Entities.CallEntityAsync<CircuitAnswer>(
            AgentCircuit.IdOf(agent), nameof(AgentCircuit.Enter), $"{Marker(step)}-{step.Attempt}");
        if (answer.Allowed)
        {
            return true;
        }

        await LeaveAloneAsync(
            step, answer.RetryAt!.Value,
            $"Agent not available: {agent}. It has failed {answer.Failures} times in a row, for all workflows that use it, and is left "
            + $"alone until {answer.RetryAt:u}.");
        return false;
    }

    /// <summary>Goes on with the next fallback agent instead of one that is left alone, or waits for it: that is no attempt.</summary>
    private async Task LeaveAloneAsync(StepRun step, DateTimeOffset until, string message)
    {
        step.Attempt--;
        if (NextAgent(step, isAgents: true))
        {
            step.Renew();
            Emit(EventType.Progress, new { message = $"Going on with the fallback agent {step.Agent}: {message}", step = step.Id });
            Requeue(step);
        }
        else if (++step.CircuitWaits > MaxCircuitWaits)
        {
            await FailForGoodAsync(step, Failure(step.Id, ErrorCodes.AgentNotAvailable, ErrorCategory.Transient, message));
        }
        else
        {
            Emit(EventType.Progress, new { message, step = step.Id });
            WaitUntil(step, until, message);
        }
    }

    private void WaitUntil(StepRun step, DateTimeOffset time, string message)
    {
        step.Rest(StepState.WaitingRetry);
        step.WaitingFor = message;
        step.Alarm.Restart(time > Now ? time - Now : TimeSpan.Zero);
        if (!_active.Contains(step))
        {
            _active.Add(step);
        }

        if (!step.Planned.IsOnDemand)
        {
            _schedule.Leave(step.Id);
        }
    }

    /// <summary>Tells the breaker what became of an attempt. What is not about the agent's health does not count.</summary>
    private async Task ReportToCircuitAsync(AgentSelector agent, StepOutcome outcome)
    {
        if (Circuit.Counts(outcome.Category, outcome.Code))
        {
            // By name: as a third argument, a bool would become the signal's options.
            await _durable.Entities.SignalEntityAsync(
                AgentCircuit.IdOf(agent), nameof(AgentCircuit.Report), input: outcome.Status != StepOutcomeStatus.Error);
        }
    }
}
