using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// Follows a task hub's file from commit to commit: history is only appended to, its seals hold, nothing is in it twice, the rows say
/// what it says, and the code replayed over it comes to the same state.
/// </summary>
/// <param name="programs">What the instances run.</param>
/// <param name="seesEveryCommit">Whether it looks after each commit, so that it knows what may come next.</param>
internal sealed class HubChecker(IReadOnlyList<Program> programs, bool seesEveryCommit = true)
{
    private static readonly PayloadLimit Payloads = new(JsonDataConverter.Default, DurableEngineOptions.DefaultMaxPayloadBytes);

    private readonly HashSet<(string Id, int TaskId, string Version)> _scheduled = [];
    private readonly HashSet<string> _continued = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstanceRow> _ends = new(StringComparer.Ordinal);
    private readonly List<GoneInstance> _gone = [];
    private readonly Dictionary<string, int> _rewinds = new(StringComparer.Ordinal);
    private readonly HashSet<long> _rewoundNow = [];
    private Dictionary<long, ShadowInstance> _shadows = [];

    /// <summary>The ids of instances that a client may replace although they have not ended.</summary>
    public HashSet<string> Replaceable { get; } = new(StringComparer.Ordinal);

    /// <summary>The version of the code that runs.</summary>
    public string Deployed { get; set; } = ProgramVersions.Newest;

    /// <summary>What was purged, or replaced, in order.</summary>
    public IReadOnlyList<GoneInstance> Gone => _gone;

    /// <summary>How often an instance was rewound to a step.</summary>
    public int RewindsOf(string id) => _rewinds.GetValueOrDefault(id);

    /// <summary>The row with which an instance ended, be it still there or not; null when it has not ended.</summary>
    public InstanceRow? EndOf(string id) => _ends.GetValueOrDefault(id);

    /// <summary>Whether an instance that is gone was a child of another, or of its children, which are gone too.</summary>
    public bool IsBelow(long gone, long key)
    {
        // A key that has gone may be given again after a restart: the last one that had it counts.
        var parent = _gone.FindLast(each => each.Key == gone)?.Parent;
        return parent is { } next && (next == key || IsBelow(next, key));
    }

    public IReadOnlyDictionary<long, ShadowInstance> All => _shadows;

    /// <summary>
    /// Whether an activity was on disk as scheduled, in this version, in this generation or an earlier one. A generation that ended in
    /// the turn that scheduled it has left no history.
    /// </summary>
    public bool MayHaveBeenScheduled(string id, int taskId, string version) =>
        _scheduled.Contains((id, taskId, version)) || _continued.Contains(id);

    /// <summary>Looks at what is on disk now.</summary>
    public void Observe(HubReading hub)
    {
        var instances = hub.Instances();
        var turns = hub.Turns().ToLookup(turn => turn.Id >> 24);
        var shadows = new Dictionary<long, ShadowInstance>();
        _rewoundNow.Clear();
        foreach (var (key, id, _, generation, _) in instances)
        {
            var shadow = Next(hub, key, id, generation);
            shadows.Add(key, shadow);
            if (generation > 1)
            {
                _continued.Add(id);
            }

            Follow(hub, key, shadow, [.. turns[key]]);
        }

        foreach (var table in (string[])["turns", "inbox", "timers", "tags"])
        {
            Must(hub.Orphans(table) == 0, $"the {table} have something of an instance that is gone");
        }

        Must(hub.Orphans("entity_locks", "owner_key") == 0, "an instance that is gone has asked for locks");
        foreach (var (key, gone) in _shadows.Where(entry => !shadows.ContainsKey(entry.Key)))
        {
            var isReplaced = instances.Exists(instance => instance.Id == gone.Id);
            Must(MayGo(gone, isReplaced), $"instance {gone.Id} is gone although it had not ended");
            _gone.Add(new GoneInstance(key, gone.Id, gone.Parent, isReplaced));
        }

        _shadows = shadows;
        TagChecker.Observe(hub, shadows);
        VersionChecker.Observe(hub, shadows, Deployed);
        EntityChecker.Observe(hub, shadows);
    }

    /// <summary>Checks that the hub is as it was when last looked at.</summary>
    public void ExpectUnchanged(HubReading hub)
    {
        var turns = hub.Turns().Select(turn => (turn.Id, turn.Seal)).ToHashSet();
        var known = _shadows.Values.SelectMany(shadow => shadow.Turns).Select(turn => (turn.Key, turn.Value)).ToHashSet();
        var keys = hub.Instances().Select(instance => instance.Key).ToHashSet();
        Must(turns.SetEquals(known) && keys.SetEquals(_shadows.Keys), "a commit that never reached the disk left something");
    }

    /// <summary>
    /// A child that is tried again takes the place of the one that failed, or that was open when its parent was rewound; what has ended may
    /// be purged; and a client may start an instance in the place of another.
    /// </summary>
    private bool MayGo(ShadowInstance shadow, bool isReplaced) => shadow.End is not null
        || (isReplaced && (Replaceable.Contains(shadow.Id) || (shadow.Parent is { } parent && _rewoundNow.Contains(parent))));

    private ShadowInstance Next(HubReading hub, long key, string id, int generation)
    {
        if (!_shadows.TryGetValue(key, out var shadow))
        {
            // The first turn may be all of the first generation, and leaves nothing of it.
            Must(!seesEveryCommit || generation is 1 or 2, $"{id} begins with generation {generation}");
            return new ShadowInstance(id, generation);
        }

        if (shadow.Generation == generation)
        {
            return shadow;
        }

        Must(!seesEveryCommit || generation == shadow.Generation + 1, $"{id} went from generation {shadow.Generation} to {generation}");
        if (RewindChecker.IsRewound(hub, key, shadow))
        {
            RewindChecker.Check(hub, key, shadow, generation);
            _rewinds[id] = RewindsOf(id) + 1;
            _rewoundNow.Add(key);
        }
        else
        {
            Must(shadow.End is null, $"{id} goes on after its end");
        }

        return new ShadowInstance(id, generation);
    }

    private void Follow(
        HubReading hub, long key, ShadowInstance shadow, List<(long Id, int Count, int OpenTasks, string? Seal)> turns)
    {
        Must(shadow.Turns.All(known => turns.Exists(turn => turn.Id == known.Key && turn.Seal == known.Value)),
            $"a turn of {shadow.Id} was altered or removed");
        if (turns.Count == shadow.Turns.Count && shadow.Turns.Count > 0)
        {
            return;
        }

        var row = hub.Row(key);
        shadow.Parent = row.Parent?.Key;
        shadow.Version = row.Version;
        shadow.Tags = ProgramTags.OfRow(row);
        Must(ProgramTags.AreSame(row.Tags, shadow.Tags), $"the row of {shadow.Id} has other tags than it was started with");
        foreach (var turn in turns.Where(turn => !shadow.Turns.ContainsKey(turn.Id)))
        {
            Must((turn.Id & TurnRow.MaxSequence) == shadow.Length, $"a turn of {shadow.Id} is not where its history ends");
            var events = ReadSealed(hub, shadow, turn.Id);
            Must(events.Count == turn.Count && shadow.Seal == turn.Seal, $"a turn of {shadow.Id} is not sealed as its row says");
            events.ForEach(shadow.Apply);
            TagChecker.CheckEvents(row, events);

            // What was taken over from an earlier time, the code of that time wrote.
            VersionChecker.CheckTurn(
                row, events, shadow.RunsCode, events.Exists(RewrittenHistory.IsNote) ? ProgramVersions.Newest : Deployed);
            _scheduled.UnionWith(events.OfType<TaskScheduled>().Select(task => (shadow.Id, task.TaskId, task.Version ?? row.Version)));
            shadow.Length += events.Count;
            shadow.Turns.Add(turn.Id, turn.Seal);
            Must(AgreesOnOpen(turn.OpenTasks, shadow) || shadow.End is not null,
                $"{shadow.Id} has {shadow.OpenActivities.Count} open activities, its turn says {turn.OpenTasks}");
        }

        CheckRow(hub, row, shadow);
    }

    // A suspended orchestration has not seen the results that came meanwhile.
    private static bool AgreesOnOpen(int openTasks, ShadowInstance shadow) => shadow.IsSuspended
        ? openTasks >= shadow.OpenActivities.Count
        : openTasks == shadow.OpenActivities.Count;

    private static List<HistoryEvent> ReadSealed(HubReading hub, ShadowInstance shadow, long turn)
    {
        var lines = hub.Lines(turn);
        var events = new List<HistoryEvent>();
        SealedHistory.Read(lines, events);
        var seal = shadow.Seal;
        Must(SealedHistory.CountIntact(lines, ref seal) == events.Count, $"a seal of {shadow.Id} is broken");
        shadow.Seal = seal;
        return events;
    }

    private void CheckRow(HubReading hub, InstanceRow row, ShadowInstance shadow)
    {
        var timers = hub.Timers(row.Key);
        if (shadow.End is { } end)
        {
            Must(row.Status == end.Status && row.Output == end.Result && row.Failure?.ErrorMessage == end.Failure?.ErrorMessage,
                $"the row of {shadow.Id} says {row.Status} {row.Output}, its history {end}");
            _ends[shadow.Id] = row;
            Must(timers.Count == 0 && hub.Inbox(row.Key).Count == 0, $"{shadow.Id} has ended and something still waits for it");
            return;
        }

        Must(row.CompletedAt is null, $"the row of {shadow.Id} has ended, its history has not");
        VersionChecker.CheckRefusal(row);
        if (!shadow.HasStarted)
        {
            Must(row.Status is OrchestrationRuntimeStatus.Pending || shadow.Generation > 1 || shadow.IsSuspended,
                $"{shadow.Id} is {row.Status} and has not started");
            return;
        }

        Must(timers.TrueForAll(shadow.OpenTimers.Contains), $"{shadow.Id} has a timer that its history does not");
        CheckReplay(hub, row, timers, shadow);
    }

    /// <summary>Replays the code over the history, and compares where that leads with what is on disk.</summary>
    private void CheckReplay(HubReading hub, InstanceRow row, List<int> timers, ShadowInstance shadow)
    {
        var executor = new OrchestrationExecutor(
            row, ProgramRunner.Find(row.Name, programs)!, Payloads, NullLoggerFactory.Instance, _ => { });
        var events = hub.History(row.Key).Events;
        executor.Replay(events);
        var state = executor.RunTurn(events[^1].Timestamp, []);
        Must(state.ContinueAsNew is null, $"{shadow.Id} should have continued as new");
        Must(state.History.Count == 2, $"{shadow.Id} should have gone on");
        Must(state.Status == row.Status, $"{shadow.Id} is {row.Status}, and {state.Status} when replayed");
        Must(state.CustomStatus == row.CustomStatus || RewrittenHistory.IsNote(events[^1]),
            $"the status of {shadow.Id} is {row.CustomStatus}, {state.CustomStatus} when replayed");
        Must(AgreesOnOpen(state.OpenTasks, shadow), $"{shadow.Id} has {state.OpenTasks} open activities when replayed");
        Must(timers.Count <= shadow.OpenTimers.Count(), $"{shadow.Id} has timers too many");
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }
}

/// <summary>An instance that was there.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The key of its parent; null when it had none.</param>
/// <param name="WasReplaced">Whether another of its id was there at once.</param>
internal sealed record GoneInstance(long Key, string Id, long? Parent, bool WasReplaced);
