using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Timers;

/// <summary>Turns the timers that are due into messages, each exactly once, and says when the next one is due.</summary>
internal sealed class FireTimersOperation(TimeProvider time, Action<DateTime> arm) : WriteOperation
{
    private const int MaxTimers = 500;

    private DateTime? _next;

    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var timer in tables.ReadDueTimers(now, MaxTimers))
        {
            tables.RemoveTimer(timer.InstanceKey, timer.Generation, timer.TaskId);
            if (timer.TaskId == TimerRow.StartTaskId)
            {
                StartLater(tables, effects, timer, now);
            }
            else
            {
                var fired = new TimerFired(now, timer.TaskId, timer.FireAt);
                InstanceCommands.Deliver(tables, effects, tables.FindInstance(timer.InstanceKey), fired, timer.Generation);
            }
        }

        _next = tables.ReadNextTimer();
    }

    public override void Committed()
    {
        if (_next is { } next)
        {
            arm(next);
        }
    }

    public override void Failed(Exception exception)
    {
        // Only a closed store ends here: the timers are still in it, and are armed by the next start.
    }

    private static void StartLater(TaskHubTables tables, CommitEffects effects, TimerRow timer, DateTime now)
    {
        if (tables.FindInstanceWithPayloads(timer.InstanceKey) is { } instance)
        {
            var start = new ExecutionStarted(
                now, instance.Name, instance.Version, instance.Input, timer.Generation, instance.Parent, instance.Tags, timer.FireAt);
            InstanceCommands.Deliver(tables, effects, instance, start, timer.Generation);
        }
    }
}
