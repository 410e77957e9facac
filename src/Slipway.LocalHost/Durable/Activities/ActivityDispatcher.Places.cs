using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

// Where an instance's activities are, for those who ask why it waits.
internal sealed partial class ActivityDispatcher
{
    private const int MaxHolders = 3;

    public ActivityPlaces Look(InstanceRow instance)
    {
        lock (_lock)
        {
            var limits = new Dictionary<QueueGate, string>();
            var queued = _waiting.Queued().Where(entry => IsOf(entry.Task, instance)).DistinctBy(entry => entry.Task.TaskId).ToList();
            foreach (var gate in queued.Select(entry => entry.Gate).Distinct())
            {
                limits.Add(gate, $"{gate.Describe(_limit)}, taken by {Holders(gate)}");
            }

            return new ActivityPlaces(
                _running.Where(run => !run.IsGivenUp && IsOf(run.Task, instance)).DistinctBy(run => run.Task.TaskId)
                    .ToDictionary(run => run.Task.TaskId, Describe),
                queued.ToDictionary(entry => entry.Task.TaskId, entry => (entry.Ahead, limits[entry.Gate])));
        }
    }

    private static bool IsOf(TaskRow task, InstanceRow instance) =>
        task.InstanceKey == instance.Key && task.Generation == instance.Generation;

    private RunningActivity Describe(ActivityRun run)
    {
        var since = StartOf(run);
        var timeout = run.Limits?.Timeout ?? _options.ActivityTimeout;
        return new RunningActivity(since, since + timeout, run.IsOverdue, run.IsOnThread);
    }

    /// <summary>Which functions have the places that a gate gives, how many, and since when at the longest.</summary>
    private string Holders(QueueGate gate)
    {
        var holders = _running.Where(run => (gate.Function is not null || run.IsCounted) && gate.IsFor(run.Task))
            .GroupBy(run => run.Task.Name, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(runs => runs.Count()).ThenBy(runs => runs.Key, StringComparer.OrdinalIgnoreCase).ToList();
        var named = holders.Take(MaxHolders).Select(runs =>
        {
            var overdue = runs.Count(run => run.IsOverdue);
            return $"{runs.Count()} '{runs.Key}'{(overdue > 0 ? $" ({overdue} overdue)" : "")} since {runs.Min(StartOf):u}";
        });
        return string.Join(", ", named) + (holders.Count > MaxHolders ? $" and {holders.Count - MaxHolders} other functions" : "");
    }

    private DateTime StartOf(ActivityRun run) => Now() - _time.GetElapsedTime(run.StartedAt);
}
