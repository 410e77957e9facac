using Slipway.Core.Events;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>Services that are away: nobody's fault, so the state's clock stands while there is nothing else to wait for.</content>
internal sealed partial class LifecycleRun
{
    private TaskCompletionSource _clockMoved = new();
    private int _standing;

    /// <summary>Waits until a service may be asked again. No attempt is used up.</summary>
    private async Task WaitOutsideAsync(string step, int attempt, StepError error, TimeSpan delay, string waitingFor)
    {
        _waitingFor = waitingFor;
        Emit(EventType.StepRetry, new { step, attempt, delayMs = (long)delay.TotalMilliseconds, reason = error.Message });
        using var cancellation = new CancellationTokenSource();
        Stand(true);
        try
        {
            await FinishAsync(TimerAsync(delay, cancellation.Token), step);
        }
        finally
        {
            cancellation.Cancel();
            Stand(false);
        }
    }

    /// <summary>Follows the gates of a round: the clock stands while all of them wait for services that are away.</summary>
    private GatesAway FollowGates(int round)
    {
        var words = $"{Request.Gates.Count} quality gates, round {round}.";
        _waitingFor = words;
        return new GatesAway(Request.Gates.Count, away =>
        {
            _waitingFor = away ? "Services that are away: the gates go on by themselves when these answer." : words;
            Stand(away);
        });
    }

    /// <summary>Stops the state's clock, or lets it go on; a pause keeps it standing. Whoever waits meanwhile sees it.</summary>
    private void Stand(bool stands)
    {
        if (stands && _standing++ == 0)
        {
            _clock.Pause();
        }
        else if (!stands && --_standing == 0 && _pause is null)
        {
            _clock.Resume();
        }

        _clockMoved.TrySetResult();
    }
}
