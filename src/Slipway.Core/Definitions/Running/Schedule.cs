using System.Diagnostics.CodeAnalysis;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions.Running;

/// <summary>Decides when the steps of a workflow begin: each as soon as those it depends on are over, and never more at once than
/// allowed. Knows nothing of what they do.</summary>
/// <remarks>
/// A step is first due (<see cref="TryTakeDue"/>): whoever runs it then decides whether it runs at all. If it does, it waits for a place
/// (<see cref="Queue"/>, <see cref="TryStart"/>), first come, first served; one that runs alone holds up those behind it until its turn,
/// so that it is not overtaken for ever. What waits for the worktree holds up only those behind it that work there, too. A step that only
/// waits takes no place. One that is taken out of turn (<see cref="Take"/>) does, also beyond their number. All of it is linear in steps
/// and dependencies.
/// </remarks>
public sealed class Schedule
{
    private readonly Entry[] _entries;
    private readonly Dictionary<string, Entry> _byId;
    private readonly Queue<(Entry Entry, int Epoch)> _due = new();
    private readonly Queue<(Entry Entry, int Epoch)> _queue = new();
    private readonly Queue<(Entry Entry, int Epoch)> _worktreeQueue = new();
    private readonly int _maxConcurrent;

    private int _alone;
    private int _exclusive;
    private int _inWorktree;
    private int _queued;
    private int _over;

    /// <summary>A schedule in which nothing has begun.</summary>
    /// <param name="steps">All steps, each id once.</param>
    /// <param name="maxConcurrent">How many work at once, at least 1.</param>
    /// <exception cref="ArgumentException">An id comes twice, or a step depends on one that is not there.</exception>
    public Schedule(IReadOnlyList<ScheduledStep> steps, int maxConcurrent)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrent, 1);
        _maxConcurrent = maxConcurrent;
        _entries = [.. steps.Select(step => new Entry(step))];
        _byId = _entries.ToDictionary(entry => entry.Id, StringComparer.Ordinal);
        foreach (var entry in _entries)
        {
            foreach (var id in entry.Step.DependsOn.Distinct(StringComparer.Ordinal))
            {
                var dependency = _byId.GetValueOrDefault(id)
                    ?? throw new ArgumentException($"The step '{entry.Id}' depends on '{id}', which is not there.", nameof(steps));
                dependency.Dependents.Add(entry);
                entry.Dependencies.Add(dependency);
            }
        }

        foreach (var entry in _entries)
        {
            Open(entry);
        }
    }

    private enum Phase
    {
        Open,
        Begun,
        Queued,
        Working,
        Over,
    }

    /// <summary>How many steps work, that is, have a place.</summary>
    public int Working { get; private set; }

    /// <summary>How many are over.</summary>
    public int Over => _over;

    /// <summary>Whether all are.</summary>
    public bool IsOver => _over == _entries.Length;

    /// <summary>Whether a step is due, or waits for a place.</summary>
    public bool HasNext => _due.Any(next => next.Entry.Epoch == next.Epoch && next.Entry.Phase == Phase.Open)
        || Head(_queue) is not null || Head(_worktreeQueue) is not null;

    /// <summary>Takes the next step whose dependencies are over; each is given once.</summary>
    public bool TryTakeDue([NotNullWhen(true)] out string? id)
    {
        while (_due.TryDequeue(out var next))
        {
            if (next.Entry.Epoch == next.Epoch && next.Entry.Phase == Phase.Open)
            {
                next.Entry.Phase = Phase.Begun;
                id = next.Entry.Id;
                return true;
            }
        }

        id = null;
        return false;
    }

    /// <summary>Takes a step that does not work out of turn: whoever takes it runs it, whatever it depends on.</summary>
    /// <param name="id">Which.</param>
    /// <param name="works">Whether it takes a place: it does so even when none is free.</param>
    public void Take(string id, bool works)
    {
        var entry = _byId[id];
        if (entry.Phase is Phase.Working or Phase.Over)
        {
            return;
        }

        Leave(entry);
        entry.Phase = Phase.Begun;
        entry.Use = entry.Step.Workspace;
        if (works)
        {
            Start(entry);
        }
    }

    /// <summary>A step that works, and beside which another one must not: one of the two changes the worktree that both work in.</summary>
    /// <returns>The first of them; <see langword="null"/> when there is none.</returns>
    public string? InTheWayOf(string id) => MayEnter(_byId[id].Step.Workspace)
        ? null
        : _entries.First(entry => entry.Phase == Phase.Working && entry.Use != WorkspaceUse.None).Id;

    /// <summary>Whether a step works, in a place in which so much may be done with the worktree.</summary>
    public bool Works(string id, WorkspaceUse use) => _byId[id] is { Phase: Phase.Working } entry && entry.Use >= use;

    /// <summary>Lets a step wait for a place.</summary>
    /// <param name="id">Which.</param>
    /// <param name="use">What is done with the worktree in that place. Unset: what the step does.</param>
    public void Queue(string id, WorkspaceUse? use = null)
    {
        var entry = _byId[id];
        if (entry.Phase == Phase.Begun)
        {
            entry.Phase = Phase.Queued;
            entry.Use = use ?? entry.Step.Workspace;
            entry.QueuedAs = ++_queued;
            QueueOf(entry).Enqueue((entry, entry.Epoch));
        }
    }

    /// <summary>Gives the next step that waits for a place one, if it can have it now.</summary>
    public bool TryStart([NotNullWhen(true)] out string? id)
    {
        id = null;
        if (_alone > 0 || Working >= _maxConcurrent)
        {
            return false;
        }

        var (first, second) = (Head(_queue), Head(_worktreeQueue));
        if (first is null || second?.QueuedAs < first.QueuedAs)
        {
            (first, second) = (second, first);
        }

        foreach (var next in new[] { first, second }.OfType<Entry>())
        {
            if (next.Step.Alone && Working > 0)
            {
                return false;
            }

            if (MayEnter(next.Use))
            {
                QueueOf(next).Dequeue();
                Start(next);
                id = next.Id;
                return true;
            }
        }

        return false;
    }

    /// <summary>A step gives its place back, or no longer waits for one, and is not over.</summary>
    public void Leave(string id) => Leave(_byId[id]);

    /// <summary>A step is over, however it ended: what waited only for it is due.</summary>
    public void End(string id)
    {
        var entry = _byId[id];
        if (entry.Phase == Phase.Over)
        {
            return;
        }

        Leave(entry);
        entry.Phase = Phase.Over;
        _over++;
        foreach (var dependent in entry.Dependents)
        {
            if (--dependent.Remaining == 0 && dependent.Phase == Phase.Open)
            {
                _due.Enqueue((dependent, dependent.Epoch));
            }
        }
    }

    /// <summary>A step, and all that depend on it, however far away.</summary>
    public IReadOnlyList<string> Downstream(string id)
    {
        var found = new HashSet<Entry>();
        var open = new Stack<Entry>([_byId[id]]);
        while (open.TryPop(out var entry))
        {
            if (found.Add(entry))
            {
                entry.Dependents.ForEach(open.Push);
            }
        }

        return [.. _entries.Where(found.Contains).Select(entry => entry.Id)];
    }

    /// <summary>Takes a step and all that depend on it back to where they have not begun.</summary>
    /// <returns>Those steps, in the order they are written.</returns>
    public IReadOnlyList<string> Reopen(string id)
    {
        var ids = Downstream(id);
        Reopen(ids);
        return ids;
    }

    /// <summary>Takes steps back to where they have not begun; those that depend on them must be among them, or not have begun.</summary>
    public void Reopen(IReadOnlyCollection<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var entry in ids.Select(id => _byId[id]))
        {
            Leave(entry);
            if (entry.Phase == Phase.Over)
            {
                _over--;
            }

            entry.Phase = Phase.Open;
            entry.Epoch++;
        }

        foreach (var entry in ids.SelectMany(id => _byId[id].Dependents.Append(_byId[id])).Distinct())
        {
            if (entry.Phase == Phase.Open)
            {
                entry.Epoch++;
                Open(entry);
            }
        }
    }

    /// <summary>The steps that have not begun and wait for others; when nothing else goes on, these never will.</summary>
    public IReadOnlyList<BlockedStep> Blocked() =>
    [
        .. _entries
            .Where(entry => entry.Phase == Phase.Open && entry.Remaining > 0)
            .Select(entry => new BlockedStep(
                entry.Id, [.. entry.Dependencies.Where(dependency => dependency.Phase != Phase.Over).Select(dependency => dependency.Id)])),
    ];

    /// <summary>The schedule of a definition's steps, without those that run only when they are called for.</summary>
    /// <param name="graph">The definition.</param>
    /// <param name="use">What a step does with the worktree that all share. Unset: none works there.</param>
    public static Schedule Of(DefinitionGraph graph, Func<GraphStep, WorkspaceUse>? use = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new Schedule(
            [
                .. graph.Steps.Where(step => !step.IsOnDemand)
                    .Select(step => new ScheduledStep(step.Id, step.DependsOn, !step.Definition.Parallel)
                    {
                        Workspace = use?.Invoke(step) ?? WorkspaceUse.None,
                    }),
            ],
            graph.Definition.MaxConcurrentSteps);
    }

    private void Open(Entry entry)
    {
        entry.Remaining = entry.Dependencies.Count(dependency => dependency.Phase != Phase.Over);
        if (entry.Remaining == 0)
        {
            _due.Enqueue((entry, entry.Epoch));
        }
    }

    private Queue<(Entry Entry, int Epoch)> QueueOf(Entry entry) =>
        entry.Use == WorkspaceUse.None ? _queue : _worktreeQueue;

    /// <summary>The first of a queue that still waits.</summary>
    private static Entry? Head(Queue<(Entry Entry, int Epoch)> queue)
    {
        while (queue.TryPeek(out var next))
        {
            if (next.Entry.Epoch == next.Epoch && next.Entry.Phase == Phase.Queued)
            {
                return next.Entry;
            }

            queue.Dequeue();
        }

        return null;
    }

    private bool MayEnter(WorkspaceUse use) => use switch
    {
        WorkspaceUse.Exclusive => _inWorktree == 0,
        WorkspaceUse.Shared => _exclusive == 0,
        _ => true,
    };

    private void Start(Entry entry)
    {
        entry.Phase = Phase.Working;
        Count(entry, 1);
    }

    private void Count(Entry entry, int change)
    {
        Working += change;
        _alone += entry.Step.Alone ? change : 0;
        _inWorktree += entry.Use != WorkspaceUse.None ? change : 0;
        _exclusive += entry.Use == WorkspaceUse.Exclusive ? change : 0;
    }

    private void Leave(Entry entry)
    {
        if (entry.Phase == Phase.Working)
        {
            Count(entry, -1);
        }
        else if (entry.Phase == Phase.Queued)
        {
            // What is queued of it must not be taken for what it is queued as later.
            entry.Epoch++;
        }

        if (entry.Phase is Phase.Working or Phase.Queued)
        {
            entry.Phase = Phase.Begun;
        }
    }

    /// <summary>A step in the schedule. What is queued of an earlier epoch does not count any more.</summary>
    private sealed class Entry(ScheduledStep step)
    {
        public ScheduledStep Step { get; } = step;

        public string Id => Step.Id;

        public List<Entry> Dependents { get; } = [];

        public List<Entry> Dependencies { get; } = [];

        public int Remaining { get; set; }

        public int Epoch { get; set; }

        /// <summary>Its place among all that were ever queued.</summary>
        public int QueuedAs { get; set; }

        /// <summary>What is done with the worktree in the place that it has, or waits for.</summary>
        public WorkspaceUse Use { get; set; } = step.Workspace;

        public Phase Phase { get; set; }
    }
}
