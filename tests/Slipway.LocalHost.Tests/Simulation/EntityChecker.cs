using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// What must hold of entities. After each commit: whoever waits for an entity is in its queue or has the answer in its inbox, in one
/// place, and a lock belongs to an orchestration that runs or is about to be given back. At the end: each ledger has each entry as often
/// as the model says.
/// </summary>
internal static class EntityChecker
{
    /// <summary>Looks at what is on disk after a commit.</summary>
    public static void Observe(HubReading hub, IEnumerable<KeyValuePair<long, ShadowInstance>> shadows)
    {
        var queue = hub.EntityQueue();
        var live = shadows.Where(entry => entry.Value.End is null).ToDictionary();
        foreach (var (key, shadow) in live.Where(entry => entry.Value.OpenEntityCalls.Count + entry.Value.OpenLocks.Count > 0))
        {
            CheckCaller(hub, key, shadow, queue);
        }

        foreach (var entity in hub.Entities())
        {
            var isHeld = entity.Lock is not { } held
                || (live.TryGetValue(held.OwnerKey, out var owner) && owner.Generation == held.Generation)
                || queue.Exists(waiting =>
                    waiting.EntityId == entity.EntityId && waiting.Message is EntityUnlockMessage unlock && held.IsEndedBy(unlock));
            Must(isHeld, $"{entity.EntityId} is locked by {entity.Lock?.InstanceId}/{entity.Lock?.Generation}, which does not run");
        }
    }

    /// <summary>Checks that an operation that is about to run is one that the file has.</summary>
    public static void CheckStart(HubReading hub, string entityId, string operation, Note? note)
    {
        var input = note is null ? null : JsonDataConverter.Default.Serialize(note);
        Must(
            hub.EntityQueue().Exists(waiting => waiting.EntityId == entityId
                && waiting.Message is EntityOperationMessage message && message.Operation == operation && message.Input == input),
            $"{operation} {note?.Entry} of {entityId} was started before it was on disk");
    }

    /// <summary>Compares the ledgers with what was asked of them.</summary>
    public static void CheckEnds(HubReading hub, IReadOnlyList<Actor> actors)
    {
        Must(hub.Count("entity_queue") == 0, "messages to entities are left over");
        Must(hub.Count("entity_locks") == 0, "requests for locks are left over");
        var ended = actors.Where(actor => hub.Row(actor.Id)!.Status != OrchestrationRuntimeStatus.Terminated).ToHashSet();
        foreach (var entity in hub.Entities())
        {
            Must(entity.Lock is null, $"{entity.EntityId} is locked although everything has ended");
            Must(entity.State is not null, $"{entity.EntityId} is kept for nothing");
        }

        var rows = hub.Entities().ToDictionary(entity => entity.EntityId, StringComparer.Ordinal);
        foreach (var ledger in Ledgers.All)
        {
            var json = rows.GetValueOrDefault(Ledgers.Id(ledger).ToString())?.State;
            var state = json is null ? new Ledger([], [], Count: 0, OutOfOrder: 0) : JsonDataConverter.Default.Deserialize<Ledger>(json)!;
            Must(state.OutOfOrder == 0, $"{ledger} got {state.OutOfOrder} entries of a client after later ones");
            Must(state.Count == state.Entries.Values.Sum(), $"{ledger} counted {state.Count}: {json}");
            CheckEntries(ledger, state, actors, ended);
        }
    }

    private static void CheckEntries(string ledger, Ledger state, IReadOnlyList<Actor> actors, HashSet<Actor> ended)
    {
        var sent = actors.SelectMany(actor => actor.Notes).Where(note => note.Ledger == ledger).ToDictionary(
            note => note.Entry, note => note.Arrived, StringComparer.Ordinal);
        var planned = actors.SelectMany(actor => actor.Expected.Entries.Keys).Where(key => key.Ledger == ledger).Select(key => key.Entry);
        foreach (var entry in state.Entries.Keys.Concat(sent.Keys).Concat(planned).ToHashSet(StringComparer.Ordinal))
        {
            var (least, most) = sent.TryGetValue(entry, out var arrived)
                ? (arrived == true ? 1 : 0, arrived == false ? 0 : 1)
                : (Sum(ended, ledger, entry), Sum(actors, ledger, entry));
            var count = state.Entries.GetValueOrDefault(entry);
            Must(count >= least && count <= most, $"{ledger} has {entry} {count} times, not {least} to {most}");
        }
    }

    // What was terminated may have done all of its work, a part, or none.
    private static int Sum(IEnumerable<Actor> actors, string ledger, string entry) =>
        actors.Sum(actor => actor.Expected.Entries.GetValueOrDefault((ledger, entry)));

    private static void CheckCaller(HubReading hub, long key, ShadowInstance shadow, List<EntityDelivery> queue)
    {
        var inbox = hub.Inbox(key);
        foreach (var call in shadow.OpenEntityCalls)
        {
            var asked = queue.Count(waiting => waiting.Message is EntityOperationMessage { Caller: { } caller } && IsOf(caller, call));
            var answered = inbox.Count(value => value is EntityCallCompleted done && done.TaskId == call)
                + inbox.Count(value => value is EntityCallFailed failed && failed.TaskId == call);
            Must(asked + answered == 1, $"call #{call} of {shadow.Id} waits in {asked} places and is answered {answered} times");
        }

        foreach (var request in shadow.OpenLocks)
        {
            var asked = queue.Count(waiting => waiting.Message is EntityLockMessage message && IsOf(message.Owner, request));
            var granted = inbox.Count(value => value is EntityLockGranted grant && grant.TaskId == request);
            Must(asked + granted == 1, $"lock #{request} of {shadow.Id} is asked for {asked} times and granted {granted} times");
        }

        bool IsOf(EntityCaller caller, int taskId) => (caller.Key, caller.Generation, caller.TaskId) == (key, shadow.Generation, taskId);
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }
}
