using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.Functions.Access;

namespace Slipway.Functions.Watching;

/// <summary>
/// The entity that looks for stuck workflows by itself, and says so in the log, once for each of them. A workflow's start wakes it; then it
/// wakes itself until no workflow is left.
/// </summary>
/// <param name="watchdog">Finds them.</param>
/// <param name="client">Reads the workflows.</param>
/// <param name="time">The clock.</param>
/// <param name="interval">The time between two looks.</param>
/// <param name="logger">Is told.</param>
/// <param name="hostStops">Stops looking; it goes on later.</param>
internal sealed partial class WatchRounds(
    Watchdog watchdog, DurableTaskClient client, TimeProvider time, TimeSpan interval, ILogger logger, CancellationToken hostStops)
    : TaskEntity<WatchRoundsState>
{
    /// <summary>One for all workflows of a task hub.</summary>
    public static readonly EntityInstanceId Id = new(nameof(WatchRounds), "workflows");

    /// <summary>Says that a workflow has begun.</summary>
    public void Wake()
    {
        var now = time.GetUtcNow();
        if (interval > TimeSpan.Zero && !(State.NextAt > now - interval))
        {
            GoOnAt(now + interval);
        }
    }

    /// <summary>Its own signal, when it is time to look.</summary>
    public async Task Look()
    {
        State.NextAt = null;
        if (interval <= TimeSpan.Zero)
        {
            return;
        }

        var report = await watchdog.LookAsync(client, RequestAccess.Open, hostStops);
        foreach (var stuck in report.Stuck.Where(each => !State.Told.Contains(each.Id)))
        {
            LogStuck(stuck.Id, stuck.Since, stuck.Reason);
        }

        State.Told = [.. report.Stuck.Select(stuck => stuck.Id)];
        if (report.Checked > 0)
        {
            GoOnAt(time.GetUtcNow() + interval);
        }
    }

    private void GoOnAt(DateTimeOffset at)
    {
        State.NextAt = at;
        Context.SignalEntity(Context.Id, nameof(Look), options: new SignalEntityOptions { SignalTime = at });
    }
}
