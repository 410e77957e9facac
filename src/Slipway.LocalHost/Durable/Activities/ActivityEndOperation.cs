using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>
/// Records how an activity ended and tells its orchestration. Nothing happens when it has been recorded, or nobody waits.
/// </summary>
internal sealed class ActivityEndOperation(TaskRow task, HistoryEvent end) : WriteOperation
{
    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        if (tables.RemoveTask(task.InstanceKey, task.Generation, task.TaskId))
        {
            InstanceCommands.Deliver(tables, effects, tables.FindInstance(task.InstanceKey), end, task.Generation);
        }
    }

    public override void Committed()
    {
    }

    public override void Failed(Exception exception)
    {
        // The task's row is still there, so the activity runs again after a restart.
    }
}
