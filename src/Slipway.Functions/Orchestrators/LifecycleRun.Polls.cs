using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>The slow way to learn what a webhook should have told: those are sent once, or never.</content>
internal sealed partial class LifecycleRun
{
    /// <summary>Of the time waited already, what passes before the next look: a week then takes a hundred looks, not thousands.</summary>
    private const int LooksShare = 20;

    private static readonly TimeSpan DefaultPoll = TimeSpan.FromMinutes(5);

    /// <summary>Ends when the pull request is found merged, or when nobody waits for that any more.</summary>
    private async Task MergedByHandAsync(CancellationToken waitOver)
    {
        var since = _durable.CurrentUtcDateTime;
        while (!waitOver.IsCancellationRequested)
        {
            var look = await CallAsync<PullRequestCheck>(nameof(CheckPullRequest), new CheckPullRequestInput(Context.Workspace!, Stops));
            if (look.Value is { Merged: true } || waitOver.IsCancellationRequested)
            {
                return;
            }

            var interval = look.Value?.Interval ?? DefaultPoll;
            var share = (_durable.CurrentUtcDateTime - since) / LooksShare;
            try
            {
                await _durable.CreateTimer(interval > share ? interval : share, waitOver);
            }
            catch (TaskCanceledException)
            {
                return;
            }
        }
    }
}
