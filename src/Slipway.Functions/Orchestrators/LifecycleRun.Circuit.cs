using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Orchestrators;

/// <content>The agent's circuit breaker: an agent that fails for everybody is left alone for a while.</content>
internal sealed partial class LifecycleRun
{
    /// <summary>Waits until an agent may be used; with another one to fall back on, does not wait.</summary>
    /// <exception cref="StepFailedException">Its circuit breaker is open, and there is another agent.</exception>
    private async Task EnterCircuitAsync(string step, int attempt, AgentSelector agent, bool mayFallBack)
    {
        while (true)
        {
            var answer = await _durable.Entities.CallEntityAsync<CircuitAnswer>(
                AgentCircuit.IdOf(agent), nameof(AgentCircuit.Enter), $"{Id}/{step}-{_visits[State]}-{attempt}");
            if (answer.Allowed)
            {
                return;
            }

            var message = $"Agent not available: {Shorten(agent.ToString())}. It has failed {answer.Failures} times in a row, for all "
                + $"workflows that use it, and is left alone until {answer.RetryAt:u}.";
            if (mayFallBack)
            {
                throw new StepFailedException(Failure(step, ErrorCodes.AgentNotAvailable, ErrorCategory.Transient, message));
            }

            _waitingFor = message;
            Emit(EventType.Progress, new { message });
            await DelayAsync(answer.RetryAt!.Value.UtcDateTime - _durable.CurrentUtcDateTime, step);
        }
    }

    /// <summary>Tells the breaker what became of an attempt. What is not about the agent's health does not count.</summary>
    private async Task ReportToCircuitAsync(AgentSelector agent, StepError? error)
    {
        if (Circuit.Counts(error?.Category, error?.Code))
        {
            // By name: as a third argument, a bool would become the signal's options.
            await _durable.Entities.SignalEntityAsync(AgentCircuit.IdOf(agent), nameof(AgentCircuit.Report), input: error is null);
        }
    }
}
