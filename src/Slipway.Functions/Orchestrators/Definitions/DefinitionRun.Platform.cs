using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>The platform: what webhooks tell of the branch, and answers that it does not have yet.</content>
internal sealed partial class DefinitionRun
{
    /// <summary>Of the time waited already, what passes before the next look.</summary>
    private const int LooksShare = 20;

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(20);

    private DateTime _platformSpokeAt = DateTime.MinValue;

    /// <summary>What a webhook tells is an event that a step can wait for. A check or a push also has gates look at once.</summary>
    private async Task HearPlatformAsync(WorkflowSignal signal)
    {
        var name = signal.Kind switch
        {
            SignalKind.PullRequest => $"github.pull_request.{signal.Action}",
            SignalKind.Push => "github.push",
            SignalKind.Check => "github.check",
            _ => "github.review",
        };
        var passes = signal.Kind is SignalKind.Check or SignalKind.Push;
        if (passes)
        {
            WakeGates();
            if (!_active.Exists(step => step.Event == name))
            {
                // What many say, often, is about a moment: nobody waits for what was said before.
                return;
            }
        }

        // Of what is kept for a later wait, the last word counts.
        _heldEvents.RemoveAll(held => held.Name == name);
        await ReceiveAsync(signal with
        {
            Kind = SignalKind.Event, Name = name,
            Output = JsonSerializer.SerializeToElement(
                new { action = signal.Action, name = signal.Name, headSha = signal.HeadSha, text = signal.Reason }, CoreJson.Options),
        });
    }

    /// <summary>Waits, rarer over time, for an answer that the platform does not have yet: that is no attempt.</summary>
    /// <returns>Whether it waits; not when there is an answer, or none came within the step's time.</returns>
    private bool WaitsForPlatform(StepRun step, StepOutcome outcome)
    {
        if (!outcome.IsPending && (outcome.Code == ErrorCodes.GitHubUnavailable || outcome.Category == ErrorCategory.RateLimited))
        {
            // It goes on waiting when it may ask again.
            return false;
        }

        if (!outcome.IsPending || step.Pending.Elapsed >= LimitOf(step))
        {
            step.StopPending();
            return false;
        }

        step.Outage.End();
        if (!step.IsPending)
        {
            step.IsPending = true;
            Emit(EventType.Progress, new { message = Message(outcome.Message), step = step.Id });
        }

        var rarer = step.Pending.Elapsed / LooksShare;
        var delay = _platformSpokeAt >= step.Since ? TimeSpan.Zero : rarer > FirstLook ? rarer : FirstLook;
        step.Attempt--;
        step.Rest(StepState.WaitingRetry);
        step.WaitingFor = Message(outcome.Message);
        step.Alarm.Restart(delay);
        if (!step.Planned.IsOnDemand)
        {
            _schedule.Leave(step.Id);
        }

        return true;
    }

    private void WakeGates()
    {
        _platformSpokeAt = _durable.CurrentUtcDateTime;
        foreach (var step in _active.Where(
            step => _pause is null && step is { State: StepState.WaitingRetry, IsPending: true }))
        {
            step.Alarm.Restart(TimeSpan.Zero);
        }
    }
}
