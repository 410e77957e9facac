using System.Text.Json;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>What clients do, and what they may conclude from the answers.</summary>
internal sealed class SimulatedClients(
    IReadOnlyList<Actor> actors, SimulatedRepeats repeats, HubChecker checker, SimulatedClock clock, Random random)
{
    private const int MaxNotes = 6;

    /// <summary>What a client could do now.</summary>
    public IEnumerable<(string What, Action<DurableEngine> Do)> Options(HubReading hub)
    {
        for (var i = actors.Count - 1; i >= 0; i--)
        {
            var actor = actors[i];
            if (actor.Call is not null)
            {
                continue;
            }

            if (!actor.IsStarted)
            {
                // Instances send events to later ones, so these are there first.
                if (actors.Skip(i + 1).All(later => later.IsStarted))
                {
                    yield return ($"start {actor.Id}", engine => Start(engine, actor));
                }
            }
            else if (hub.Row(actor.Id) is { HasEnded: false } row)
            {
                // One that the deployed code refuses is suspended, or goes on, once other code is there.
                actor.IsSuspended |= row.Status == OrchestrationRuntimeStatus.Suspended;
                foreach (var option in Options(actor, hub))
                {
                    yield return option;
                }
            }
        }
    }

    /// <summary>Looks at the answers that have come.</summary>
    public void Settle(HubReading hub, bool storeIsDead)
    {
        foreach (var actor in actors.ToList())
        {
            if (actor.Call is not { Answer.IsCompleted: true } call)
            {
                continue;
            }

            actor.Call = null;
            var error = call.Answer.Exception?.InnerException;
            if (call.Kind is "rewind" or "restart" or "start again")
            {
                repeats.Ended(actor, call, error, isCertain: error is null || !(storeIsDead || error is TaskHubClosedException));
            }
            else if (error is null)
            {
                Happened(actor, call, hub);
            }
            else if (storeIsDead || error is TaskHubClosedException)
            {
                Uncertain(actor, call, hub);
            }
            else
            {
                Refused(actor, call, error, hub);
            }
        }
    }

    /// <summary>The process died: who had no answer does not know.</summary>
    public void Crashed(HubReading hub)
    {
        Settle(hub, storeIsDead: true);
        foreach (var actor in actors.Where(actor => actor.Call is not null).ToList())
        {
            var call = actor.Call!;
            actor.Call = null;
            if (call.Kind is "rewind" or "restart" or "start again")
            {
                repeats.Ended(actor, call, error: null, isCertain: false);
            }
            else
            {
                Uncertain(actor, call, hub);
            }
        }

        foreach (var actor in actors.Where(actor => actor.IsStarted))
        {
            actor.IsSuspended = hub.Row(actor.Id)?.Status == OrchestrationRuntimeStatus.Suspended;
        }
    }

    private IEnumerable<(string What, Action<DurableEngine> Do)> Options(Actor actor, HubReading hub)
    {
        if (actor.NextEvent(random) is { } name)
        {
            var number = actor.Sent.GetValueOrDefault(name);
            var payload = new Signal(number, Totals.OfSignal(name, number));
            yield return ($"{name} {number} for {actor.Id}", engine =>
                Send(engine, actor, "event", name, new EventRaised(default, name, JsonDataConverter.Default.Serialize(payload))));
        }

        if (actor.Notes.Count < MaxNotes && random.Next(6) == 0)
        {
            yield return ($"note {actor.Notes.Count} of {actor.Id}", engine => SendNote(engine, actor));
        }

        if (random.Next(15) == 0)
        {
            yield return ($"noise for {actor.Id}", engine => Send(engine, actor, "noise", null, new EventRaised(default, "noise", "0")));
        }

        if (actor.IsSuspended || random.Next(10) == 0)
        {
            yield return ($"resume {actor.Id}", engine => Send(engine, actor, "resume", null, new ExecutionResumed(default, null)));
        }

        if (!actor.IsSuspended && random.Next(10) == 0)
        {
            yield return ($"suspend {actor.Id}", engine => Send(engine, actor, "suspend", null, new ExecutionSuspended(default, null)));
        }

        // Whoever ends while he waits for a lock must not get it afterwards: that is looked for.
        if (actor is { IsDoomed: true, IsTerminated: false } && (random.Next(5) == 0 || WaitsForLock(actor, hub)))
        {
            yield return ($"terminate {actor.Id}", engine =>
                Send(engine, actor, "terminate", null, new ExecutionTerminated(default, "\"doomed\"", actor.Recursive)));
        }
    }

    private static bool WaitsForLock(Actor actor, HubReading hub) => hub.EntityQueue().Exists(
        waiting => waiting.Message is EntityLockMessage request && request.Owner.InstanceId == actor.Id);

    private void Start(DurableEngine engine, Actor actor)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var input = new ProgramInput(actor.Program.Number, Generation: 0, Total: 0, [], Doubles: 0);
        var start = new ExecutionStarted(
            default,
            ProgramRunner.Name,
            actor.Version,
            JsonDataConverter.Default.Serialize(input),
            Generation: 1,
            Tags: actor.Tags,
            ScheduledStart: actor.StartsIn > TimeSpan.Zero ? now + actor.StartsIn : null);
        Call(actor, "start", null, () =>
            engine.Administration.StartAsync(actor.Id, start, dedupeStatuses: null, trace: null, CancellationToken.None));
    }

    private void SendNote(DurableEngine engine, Actor actor)
    {
        var number = actor.Notes.Count;
        var sent = new SentNote(Ledgers.All[random.Next(Ledgers.All.Count)], $"{actor.Id}-{number}");
        actor.Notes.Add(sent);
        var note = new Note(sent.Entry, RelayTo: null, actor.Id, number);
        Call(actor, "note", null, () => engine.Client.Entities.SignalEntityAsync(Ledgers.Id(sent.Ledger), Ledgers.Add, note));
    }

    private static void Send(DurableEngine engine, Actor actor, string kind, string? name, HistoryEvent value) =>
        Call(actor, kind, name, () => engine.Administration.SendAsync(
            actor.Id, kind, value, ignoreEnded: kind is "suspend" or "resume", CancellationToken.None));

    private static void Call(Actor actor, string kind, string? name, Func<Task> call)
    {
        Task answer;
        try
        {
            answer = call();
        }
        catch (Exception exception)
        {
            answer = Task.FromException(exception);
        }

        actor.Call = new PendingCall(kind, name, answer);
    }

    private void Happened(Actor actor, PendingCall call, HubReading hub)
    {
        // What has ended may be purged before its client hears.
        var row = hub.Row(actor.Id) ?? checker.EndOf(actor.Id);
        Must(row is not null, $"{call.Kind} of {actor.Id} was acknowledged, and there is no such instance");
        switch (call.Kind)
        {
            case "start":
                actor.IsStarted = true;
                break;
            case "event":
                actor.Sent[call.Event!] = actor.Sent.GetValueOrDefault(call.Event!) + 1;
                break;
            case "note":
                actor.Notes[^1].Arrived = true;
                break;
            case "terminate":
                Must(row!.HasEnded, $"the termination of {actor.Id} was acknowledged, and it is {row.Status}");
                actor.IsTerminated = true;
                break;
            case "suspend" or "resume":
                actor.IsSuspended = call.Kind == "suspend";
                Must(row!.HasEnded || row.Failure is not null || row.Status == OrchestrationRuntimeStatus.Suspended == actor.IsSuspended,
                    $"{call.Kind} of {actor.Id} was acknowledged, and it is {row.Status}");
                break;
        }
    }

    private void Uncertain(Actor actor, PendingCall call, HubReading hub)
    {
        var row = hub.Row(actor.Id) ?? checker.EndOf(actor.Id);
        actor.Uncertain += call.Kind == "event" ? 1 : 0;
        actor.IsTerminated |= call.Kind == "terminate" && row is { Status: OrchestrationRuntimeStatus.Terminated };
        actor.IsStarted |= call.Kind == "start" && row is not null;
    }

    /// <summary>Nothing of what was refused may be there.</summary>
    private void Refused(Actor actor, PendingCall call, Exception error, HubReading hub)
    {
        var row = hub.Row(actor.Id);
        switch (error)
        {
            case OrchestrationAlreadyExistsException:
                Must(row is not null, $"{actor.Id} could not be started because it exists, and it does not");
                actor.IsStarted = true;
                break;
            case ArgumentException:
                Must(row is null, $"a client was told that {actor.Id} does not exist: {error.Message}");
                break;
            case InvalidOperationException:
                Must(
                    (row ?? checker.EndOf(actor.Id)) is { HasEnded: true },
                    $"a client was told that {actor.Id} has ended: {error.Message}");
                break;
            case TaskHubStorageException when call.Kind == "start":
                Must(row is null, $"the start of {actor.Id} failed, and it is there");
                break;
            case TaskHubStorageException when call.Kind == "event":
                var json = JsonSerializer.Serialize(actor.Sent.GetValueOrDefault(call.Event!));
                Must(row is null || !Arrived(hub, row.Key, call.Event!, json) || actor.Uncertain > 0,
                    $"{call.Event} {json} for {actor.Id} failed, and it has arrived");
                break;
            case TaskHubStorageException when call.Kind == "note":
                actor.Notes[^1].Arrived = false;
                break;
            case TaskHubStorageException:
                break;
            default:
                throw new InvariantException($"{call.Kind} of {actor.Id} failed in an unexpected way: {error}");
        }
    }

    private static bool Arrived(HubReading hub, long key, string name, string number) =>
        hub.History(key).Events.Concat(hub.Inbox(key)).OfType<EventRaised>()
            .Any(raised => raised.Name == name && raised.Input!.Contains($"\"Number\":{number},", StringComparison.Ordinal));

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }
}
