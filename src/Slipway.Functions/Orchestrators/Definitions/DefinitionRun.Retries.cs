using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Retries: another attempt after a time, and waits that are none.</content>
internal sealed partial class DefinitionRun
{
    private void TryAgainAfter(StepRun step, TimeSpan delay, string reason, bool? idle = null)
    {
        Emit(EventType.StepRetry, new
        {
            step = step.Id, attempt = step.Attempt + 1, delayMs = (long)delay.TotalMilliseconds, reason, idle,
        });
        step.Rest(StepState.WaitingRetry);
        step.WaitingFor = $"Attempt {step.Attempt + 1} of '{step.Id}', in {delay.TotalSeconds:0.#} s.";
        step.Alarm.Restart(delay);
        if (!step.Planned.IsOnDemand)
        {
            // Whoever waits for a time needs no place meanwhile.
            _schedule.Leave(step.Id);
        }
    }

    /// <summary>Waits until a service may be asked again: that is no attempt.</summary>
    private void WaitOutRateLimit(StepRun step, TimeSpan delay, StepFailure failure)
    {
        step.RateLimits++;
        step.Attempt--;
        TryAgainAfter(step, delay, failure.Message);
        step.WaitingFor = $"The end of a rate limit, at {Now + delay:u}: {failure.Message}";
    }

    /// <summary>Waits until a platform may be there again: that is no attempt.</summary>
    private void WaitOutOutage(StepRun step, TimeSpan delay, StepFailure failure)
    {
        step.Attempt--;
        TryAgainAfter(step, delay, failure.Message);
        step.WaitingFor = OutageWait.Words(failure.Code, step.Id);
    }

    /// <summary>Waits until there may be something to do: that is no attempt.</summary>
    private void LookAgain(StepRun step, TimeSpan delay, string message)
    {
        step.Outage.End();
        step.IdleWaits++;
        step.Attempt--;
        TryAgainAfter(step, delay, message, idle: true);
        step.WaitingFor = $"Something to do, until {Now + delay:u}: {message}";
    }
}
