using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
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

    private readonly HashSet<(string Id, int TaskId)> _scheduled = [];
    private Dictionary<long, ShadowInstance> _shadows = [];

    /// <summary>A child that is tried again takes the place of the one that failed.</summary>
    private static bool MayBeReplaced(ShadowInstance shadow) => shadow.End is not null;

    public ShadowInstance? Find(string id) => _shadows.Values.FirstOrDefault(shadow => shadow.Id == id);

    public ShadowInstance? Find(long key) => _shadows.GetValueOrDefault(key);

    public IEnumerable<KeyValuePair<long, ShadowInstance>> All => _shadows;

    /// <summary>Whether an activity was on disk as scheduled, in this generation or an earlier one.</summary>
    public bool WasScheduled(string id, int taskId) => _scheduled.Contains((id, taskId));

    /// <summary>Looks at what is on disk now.</summary>
    public void Observe(HubReading hub)
    {
        var instances = hub.Instances();
        var turns = hub.Turns().ToLookup(turn => turn.Id >> 24);
        var shadows = new Dictionary<long, ShadowInstance>();
        foreach (var (key, id, _, generation, _) in instances)
        {
            var shadow = Next(key, id, generation);
            shadows.Add(key, shadow);
            Follow(hub, key, shadow, [.. turns[key]]);
        }

        Must(turns.All(group => shadows.ContainsKey(group.Key)), "a turn belongs to no instance");
        foreach (var gone in _shadows.Where(entry => !shadows.ContainsKey(entry.Key)))
        {
            Must(MayBeReplaced(gone.Value), $"instance {gone.Value.Id} is gone although it had not ended");
        }

        _shadows = shadows;
        EntityChecker.Observe(hub, shadows);
    }

    /// <summary>Checks that the hub is as it was when last looked at.</summary>
    public void ExpectUnchanged(HubReading hub)
    {
        var turns = hub.Turns().Select(turn => (turn.Id, turn.Seal)).ToHashSet();
        var known = _shadows.Values.SelectMany(shadow => shadow.Turns).Select(turn => (turn.Key, turn.Value)).ToHashSet();
        Must(turns.SetEquals(known), "a commit that never reached the disk left something");
    }

    private ShadowInstance Next(long key, string id, int generation)
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
        Must(shadow.End is null, $"{id} goes on after its end");
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

        foreach (var turn in turns.Where(turn => !shadow.Turns.ContainsKey(turn.Id)))
        {
            Must((turn.Id & TurnRow.MaxSequence) == shadow.Length, $"a turn of {shadow.Id} is not where its history ends");
            var events = ReadSealed(hub, shadow, turn.Id);
            Must(events.Count == turn.Count && shadow.Seal == turn.Seal, $"a turn of {shadow.Id} is not sealed as its row says");
            events.ForEach(shadow.Apply);
            _scheduled.UnionWith(events.OfType<TaskScheduled>().Select(task => (shadow.Id, task.TaskId)));
            shadow.Length += events.Count;
            shadow.Turns.Add(turn.Id, turn.Seal);
            Must(AgreesOnOpen(turn.OpenTasks, shadow) || shadow.End is not null,
                $"{shadow.Id} has {shadow.OpenActivities.Count} open activities, its turn says {turn.OpenTasks}");
        }

        CheckRow(hub, key, shadow);
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

    private void CheckRow(HubReading hub, long key, ShadowInstance shadow)
    {
        var row = hub.Row(key);
        var timers = hub.Timers(key);
        if (shadow.End is { } end)
        {
            Must(row.Status == end.Status && row.Output == end.Result && row.Failure?.ErrorMessage == end.Failure?.ErrorMessage,
                $"the row of {shadow.Id} says {row.Status} {row.Output}, its history {end}");
            Must(timers.Count == 0 && hub.Inbox(key).Count == 0, $"{shadow.Id} has ended and something still waits for it");
            return;
        }

        Must(row.CompletedAt is null, $"the row of {shadow.Id} has ended, its history has not");
        Must(row.Failure is null, $"{shadow.Id} is stalled: {row.Failure?.ErrorMessage}");
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
        Must(state.CustomStatus == row.CustomStatus,
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
