using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Ports;
using Slipway.Functions.Api;

namespace Slipway.Functions.Downstream;

/// <summary>
/// The entity, one a workflow, that sends the workflow's events to the queue: in order, at least once, and however long the queue is
/// down. The workflow never waits for it.
/// </summary>
/// <remarks>
/// It keeps no events: they stay in the workflow's history, and the relay keeps the number of the last one sent. A try that fails is
/// made again later, and later each time. What a crash makes it send twice has the same number.
/// </remarks>
/// <param name="queue">Where they go.</param>
/// <param name="filter">Which events are sent.</param>
/// <param name="client">Reads the history.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of failures.</param>
/// <param name="hostStops">Stops sending; the relay goes on later.</param>
internal sealed partial class EventRelay(
    IEventQueue queue, EventFilter filter, DurableTaskClient client, TimeProvider time, ILogger logger, CancellationToken hostStops)
    : TaskEntity<EventRelayState>
{
    private const int MaxEventsAtOnce = 100;

    /// <summary>Reading a history costs as much as it is long: events that come close together are read together.</summary>
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>A history that has not had an event for so many tries will not: it was purged, or rewound.</summary>
    private const int MaxReadsInVain = 20;

    /// <summary>Says that events have happened.</summary>
    /// <param name="upTo">The number of the last one.</param>
    public Task Wake(long upTo)
    {
        State.Wanted = Math.Max(State.Wanted, upTo);
        if (State.Sent >= State.Wanted || State.NextAt > time.GetUtcNow())
        {
            return Task.CompletedTask;
        }

        if (State.ReadAt + ReadInterval is { } readable && readable > time.GetUtcNow())
        {
            GoOnAt(readable);
            return Task.CompletedTask;
        }

        return SendAsync();
    }

    /// <summary>Its own signal, when it is time to go on.</summary>
    public Task GoOn()
    {
        State.NextAt = null;
        return State.Sent >= State.Wanted ? Task.CompletedTask : SendAsync();
    }

    private async Task SendAsync()
    {
        var before = State.Sent;
        try
        {
            await SendWhatHappenedAsync();
            State.Failures = State.Sent > before ? 0 : State.Failures + 1;
        }
        catch (Exception exception)
        {
            // A signal that throws is gone, and with it what it was to send: whatever is wrong, the relay goes on later.
            State.Failures = State.Sent > before ? 1 : State.Failures + 1;
            LogNotSent(exception, State.Sent + 1, Context.Id.Key, exception is SlipwayException ? exception.Message : "Unexpected.");
            GoOnAt(time.GetUtcNow() + Delay(State.Failures));
            return;
        }

        if (State.Sent < State.Wanted)
        {
            GoOnOrGiveUp();
        }
    }

    private async Task SendWhatHappenedAsync()
    {
        State.ReadAt = time.GetUtcNow();
        var history = await client.GetOrchestrationHistoryAsync(Context.Id.Key, hostStops);
        foreach (var happened in WorkflowEvents.Read(history, State.Sent).Take(MaxEventsAtOnce))
        {
            if (filter.Wants(happened.Type))
            {
                await queue.SendAsync(happened, hostStops);
            }

            State.Sent = happened.Sequence;
            State.Wanted = Math.Max(State.Wanted, State.Sent);
        }
    }

    /// <summary>More was told of than the history had: on some backends an activity starts before its cause can be read.</summary>
    private void GoOnOrGiveUp()
    {
        if (State.Failures < MaxReadsInVain)
        {
            GoOnAt(time.GetUtcNow() + (State.Failures == 0 ? ReadInterval : Delay(State.Failures)));
            return;
        }

        LogGivenUp(State.Sent + 1, State.Wanted, Context.Id.Key);
        State.Wanted = State.Sent;
        State.Failures = 0;
    }

    private void GoOnAt(DateTimeOffset at)
    {
        State.NextAt = at;
        Context.SignalEntity(Context.Id, nameof(GoOn), options: new SignalEntityOptions { SignalTime = at });
    }

    private static TimeSpan Delay(int failures)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(failures - 1, 10));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
