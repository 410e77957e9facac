namespace Slipway.LocalHost.Durable.Activities;

// Where an instance's activities are, for those who ask why it waits.
internal sealed partial class ActivityDispatcher
{
    public ActivityPlaces Look(long instanceKey)
    {
        lock (_lock)
        {
            return new ActivityPlaces(
                _running.Where(run => run.Task.InstanceKey == instanceKey).Select(run => run.Task.TaskId).ToHashSet(),
                _waiting.Queued(_limit).Where(entry => entry.Task.InstanceKey == instanceKey)
                    .DistinctBy(entry => entry.Task.TaskId)
                    .ToDictionary(entry => entry.Task.TaskId, entry => (entry.Ahead, entry.Limit)));
        }
    }
}
