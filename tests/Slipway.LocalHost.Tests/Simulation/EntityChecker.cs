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

    /// <summary>Checks that an operation that is about to run is one that the file has, and that its time has come.</summary>
    /// <param name="hub">The file.</param>
    /// <param name="entityId">The entity.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="note">Its input.</param>
    /// <param name="latest">The latest time that the wall clock has shown: it may have been set back since.</param>
    public static void CheckStart(HubReading hub, string entityId, string operation, Note? note, DateTime latest)
    {
        var input = note is null ? null : JsonDataConverter.Default.Serialize(note);
        var asked = hub.EntityQueue().FindAll(waiting => waiting.EntityId == entityId
            && waiting.Message is EntityOperationMessage message && message.Operation == operation && message.Input == input);
        Must(asked.Count > 0, $"{operation} {note?.Entry} of {entityId} was started before it was on disk");
        Must(
            asked.Exists(waiting => waiting.DeliverAt is not { } due || due <= latest),
            $"{operation} {note?.Entry} of {entityId} was started at {latest:HH:mm:ss}, and is for {asked[0].DeliverAt:HH:mm:ss}");
    }

    /// <summary>Compares the ledgers with what was asked of them, by instances that may have been terminated and by clients.</summary>
    public static void CheckEnds(HubReading hub, HubChecker checker, IReadOnlyList<Actor> actors)
    {
        var ended = actors.Where(
            actor => !actor.IsCopy && checker.EndOf(actor.Id)!.Status != OrchestrationRuntimeStatus.Terminated);
        CheckEnds(
            hub,
            [.. ended.Select(actor => actor.Expected)],
            [.. actors.SelectMany(actor => Enumerable.Repeat(actor.Expected, 1 + actor.Repeats))],
            [.. actors.SelectMany(actor => actor.Notes)]);
    }

    /// <summary>Compares the ledgers with what was asked of them.</summary>
    /// <param name="hub">The file.</param>
    /// <param name="certain">What has been done.</param>
    /// <param name="possible">What may have been done: what was terminated, or is done again, did all, some or none of it.</param>
    /// <param name="sent">What clients sent.</param>
    public static void CheckEnds(
        HubReading hub, IReadOnlyList<Expected> certain, IReadOnlyList<Expected> possible, IReadOnlyList<SentNote> sent)
    {
        Must(hub.Count("entity_queue") == 0, "messages to entities are left over");
        Must(hub.Count("entity_locks") == 0, "requests for locks are left over");
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
            CheckEntries(
                ledger,
                state,
                Sums(certain, ledger),
                Sums(possible, ledger),
                sent.Where(note => note.Ledger == ledger).ToDictionary(note => note.Entry, note => note.Arrived, StringComparer.Ordinal));
        }
    }

    private static void CheckEntries(
        string ledger, Ledger state, Dictionary<string, int> least, Dictionary<string, int> most, Dictionary<string, bool?> sent)
    {
        foreach (var (entry, arrived) in sent)
        {
            least[entry] = arrived == true ? 1 : 0;
            most[entry] = arrived == false ? 0 : 1;
        }

        foreach (var entry in state.Entries.Keys.Union(most.Keys, StringComparer.Ordinal))
        {
            var (count, from, to) = (state.Entries.GetValueOrDefault(entry), least.GetValueOrDefault(entry), most.GetValueOrDefault(entry));
            Must(count >= from && count <= to, $"{ledger} has {entry} {count} times, not {from} to {to}");
        }
    }

    private static Dictionary<string, int> Sums(IEnumerable<Expected> expected, string ledger) => expected
        .SelectMany(each => each.Entries)
        .Where(entry => entry.Key.Ledger == ledger)
        .GroupBy(entry => entry.Key.Entry, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value), StringComparer.Ordinal);

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
