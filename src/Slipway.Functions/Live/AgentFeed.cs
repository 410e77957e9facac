using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.Core.Events;

namespace Slipway.Functions.Live;

/// <summary>
/// The entity, one a workflow, that has what its agents do while they run: numbers it, sends it to whoever watches, and keeps the latest.
/// </summary>
/// <remarks>
/// An agent says thousands of things, of which none changes what the workflow does: in its history they would cost every replay and every
/// reader. So they are events beside it, of which the oldest fall out, and all of them once nothing has come for an hour. What is worth
/// keeping of a run is in its log, an artifact.
/// </remarks>
internal sealed partial class AgentFeed(Workflows hub, TimeProvider time, ILogger logger, CancellationToken hostStops)
    : TaskEntity<AgentFeedState>
{
    /// <summary>Of so many the state stays under 40 KB.</summary>
    internal const int MaxRecent = 50;

    /// <summary>For so long after the last one they are kept.</summary>
    internal static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    /// <summary>For so long a client that takes nothing is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static EntityInstanceId IdOf(string workflowId) => new(nameof(AgentFeed), workflowId);

    public async Task Note(AgentNote note)
    {
        var now = time.GetUtcNow();
        if (State.Recent.Count == 0)
        {
            ForgetAt(now + KeptFor);
        }

        // By the clock: numbers must grow also when all before them is forgotten.
        var number = Math.Max(now.ToUnixTimeMilliseconds(), State.Recent.Count == 0 ? 0 : State.Recent[^1].Sequence + 1);
        var progress = WorkflowEvent.Create(number, EventType.Progress, Context.Id.Key, now, note);
        State.Recent.Add(progress);
        State.Recent.RemoveRange(0, Math.Max(0, State.Recent.Count - MaxRecent));
        await SendAsync(progress);
    }

    /// <summary>Its own signal, when what it has may be old.</summary>
    public void Forget()
    {
        var end = State.Recent.Count == 0 ? DateTimeOffset.MinValue : State.Recent[^1].Time + KeptFor;
        if (end > time.GetUtcNow())
        {
            ForgetAt(end);
        }
        else
        {
            State = null!;
        }
    }

    private async Task SendAsync(WorkflowEvent progress)
    {
        try
        {
            await hub.SendProgressAsync(progress, hostStops).WaitAsync(Patience, time, hostStops);
        }
#pragma warning disable CA1031 // Whatever keeps it from those who watch now: it is kept for those who ask.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotSent(exception, Context.Id.Key);
        }
    }

    private void ForgetAt(DateTimeOffset at) =>
        Context.SignalEntity(Context.Id, nameof(Forget), options: new SignalEntityOptions { SignalTime = at });
}
