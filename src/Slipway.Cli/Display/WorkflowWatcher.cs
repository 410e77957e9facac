using Slipway.Cli.Connection;
using Slipway.Cli.Contract;
using Spectre.Console;

namespace Slipway.Cli.Display;

/// <summary>Follows a workflow until nothing more happens in it without somebody's decision.</summary>
/// <param name="client">The workflow's host.</param>
/// <param name="environment">Where to show it.</param>
/// <param name="takeOver">Finds another host when its own is gone, or null; unset, only its own is waited for.</param>
internal sealed class WorkflowWatcher(
    SlipwayClient client, CliEnvironment environment, Func<CancellationToken, Task<SlipwayClient?>>? takeOver = null)
{
    /// <summary>How often the host is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A host may be away for this many polls in a row: it restarts, the machine sleeps.</summary>
    private const int MaxMissedPolls = 20;

    /// <summary>A host that has been away for this many polls is taken for gone.</summary>
    private const int MissedPollsOfOneGone = 4;

    private SlipwayClient _client = client;

    /// <summary>The state says that it is over a moment before the status does; after this many polls the state is enough.</summary>
    private const int MaxPollsForStatus = 8;

    /// <summary>Shows the workflow until it completes, fails or is cancelled.</summary>
    /// <returns>The workflow as it stood then, with each round's gate results.</returns>
    /// <exception cref="CliException">There is no such workflow, or the host went away.</exception>
    public async Task<WorkflowView> WatchAsync(string id, CancellationToken cancellationToken)
    {
        // Asked first, so that a wrong id or key is one line and no display.
        var workflow = await _client.GetAsync(id, cancellationToken);
        await CreateFace().ShowAsync(async draw => workflow = await FollowAsync(id, draw, cancellationToken));
        return workflow;
    }

    private async Task<WorkflowView> FollowAsync(string id, Action<Frame> draw, CancellationToken cancellationToken)
    {
        var events = new List<WorkflowEventView>();
        WorkflowEventView? lastProgress = null;
        var missed = 0;
        var ended = 0;
        while (true)
        {
            try
            {
                var workflow = await _client.GetAsync(id, cancellationToken);
                var firstNew = events.Count;
                var progress = await ReadNewAsync(id, events, lastProgress?.Sequence ?? 0, cancellationToken);
                lastProgress = progress.Count > 0 ? progress[^1] : lastProgress;
                workflow = workflow with { Gates = GateRounds.Of(events, workflow.Gates) };
                draw(new Frame(workflow, events, firstNew, environment.Time.GetUtcNow())
                {
                    NewProgress = progress, LastProgress = lastProgress,
                });
                missed = 0;
                if (workflow.HasEnded && (workflow.HasFinalStatus || ++ended > MaxPollsForStatus))
                {
                    return workflow;
                }
            }
            catch (CliException away)
                when (away.ExitCode == ExitCode.HostUnavailable && away.InnerException is not null && ++missed < MaxMissedPolls)
            {
                // Asked again below; the exception stands when the host stays away.
                if (takeOver is not null && missed % MissedPollsOfOneGone == 0)
                {
                    _client = await takeOver(cancellationToken) ?? _client;
                }
            }

            await Task.Delay(Interval, environment.Time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<WorkflowEventView>> ReadNewAsync(
        string id, List<WorkflowEventView> events, long lastProgress, CancellationToken cancellationToken)
    {
        var last = events.Count == 0 ? 0 : events[^1].Sequence;
        var page = await _client.GetEventPageAsync(id, last, lastProgress, cancellationToken);
        events.AddRange((page.Events ?? []).Where(e => e.Sequence > last).OrderBy(e => e.Sequence));
        return [.. (page.Progress ?? []).Where(e => e.Sequence > lastProgress).OrderBy(e => e.Sequence)];
    }

    private IWorkflowFace CreateFace() => environment.IsInteractive
        ? new LiveFace(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Output) }))
        : new PlainFace(environment.Output, environment.Time);
}
