using System.Diagnostics.CodeAnalysis;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>
/// Activities that wait to run, first come first served; one whose function, or key, has as many running as it may lets the others pass.
/// </summary>
internal sealed class ActivityQueue(IReadOnlyDictionary<string, FunctionLimits> functions)
{
    private const string KeyTag = "concurrencyKey";

    private readonly Dictionary<(string Function, string? Key), Group> _groups = [];
    private Queue<(TaskRow Task, int Attempt)> _waiting = new();

    public FunctionLimits? LimitsOf(TaskRow task) => functions.Count == 0 ? null : functions.GetValueOrDefault(task.Name);

    public void Add(TaskRow task, int attempt) => _waiting.Enqueue((task, attempt));

    /// <summary>Takes the next activity that may run now.</summary>
    public bool TryTake([NotNullWhen(true)] out TaskRow? task, out int attempt)
    {
        while (_waiting.TryDequeue(out var next))
        {
            if (FullGroup(next.Task) is { } full)
            {
                full.Waiting.Enqueue(next);
                Offer(Groups(next.Task));
                continue;
            }

            (task, attempt) = next;
            foreach (var group in Groups(task))
            {
                group.Running++;
            }

            return true;
        }

        (task, attempt) = (null, 0);
        return false;
    }

    /// <summary>An activity that was taken has ended; one that waited for its place queues again.</summary>
    public void Release(TaskRow task)
    {
        Group[] groups = [.. Groups(task)];
        Array.ForEach(groups, group => group.Running--);
        Offer(groups);
        foreach (var group in groups.Where(group => group is { Running: 0, Waiting.Count: 0 }))
        {
            _groups.Remove(group.Id);
        }
    }

    public void RemoveInstance(long instanceKey)
    {
        _waiting = Without(_waiting);
        foreach (var group in _groups.Values)
        {
            group.Waiting = Without(group.Waiting);
        }

        // What is gone may have queued for a place that others wait for.
        Offer([.. _groups.Values]);

        Queue<(TaskRow Task, int Attempt)> Without(Queue<(TaskRow Task, int Attempt)> queue) =>
            queue.Any(entry => entry.Task.InstanceKey == instanceKey)
                ? new(queue.Where(entry => entry.Task.InstanceKey != instanceKey))
                : queue;
    }

    public void Clear()
    {
        _waiting.Clear();
        foreach (var group in _groups.Values)
        {
            group.Waiting.Clear();
        }
    }

    /// <summary>The key that a call names for limits by key; null when it names none.</summary>
    public static string? KeyOf(TaskRow task) => task.Tags?.GetValueOrDefault(KeyTag);

    /// <summary>All that wait: behind how many others, and what limit keeps them.</summary>
    public IEnumerable<(TaskRow Task, int Ahead, QueueGate Gate)> Queued()
    {
        var all = _waiting.Index().Select(entry => (entry.Item.Task, entry.Index, QueueGate.All));
        var grouped =
            from pair in _groups
            from entry in pair.Value.Waiting.Index()
            select (entry.Item.Task, entry.Index, new QueueGate(pair.Key.Function, pair.Key.Key, pair.Value.Limit));
        return all.Concat(grouped);
    }

    /// <summary>Lets the first that waits for one of these limits, and that no other limit keeps, queue for the place it has free.</summary>
    private void Offer(IEnumerable<Group> groups)
    {
        foreach (var group in groups)
        {
            while (group.Running < group.Limit && group.Waiting.TryDequeue(out var next))
            {
                if (FullGroup(next.Task) is not { } full)
                {
                    _waiting.Enqueue(next);
                    break;
                }

                full.Waiting.Enqueue(next);
            }
        }
    }

    private Group? FullGroup(TaskRow task) => Groups(task).FirstOrDefault(group => group.Running >= group.Limit);

    private IEnumerable<Group> Groups(TaskRow task)
    {
        var limits = LimitsOf(task);
        if (limits?.MaxConcurrency is { } all)
        {
            yield return GroupOf((task.Name.ToUpperInvariant(), null), all);
        }

        if (limits?.MaxConcurrencyPerKey is { } perKey && KeyOf(task) is { } key)
        {
            yield return GroupOf((task.Name.ToUpperInvariant(), key), perKey);
        }
    }

    private Group GroupOf((string Function, string? Key) id, int limit)
    {
        if (!_groups.TryGetValue(id, out var group))
        {
            _groups.Add(id, group = new Group(id, limit));
        }

        return group;
    }

    private sealed class Group((string Function, string? Key) id, int limit)
    {
        public (string Function, string? Key) Id => id;

        public int Limit => limit;

        public int Running { get; set; }

        public Queue<(TaskRow Task, int Attempt)> Waiting { get; set; } = new();
    }
}
