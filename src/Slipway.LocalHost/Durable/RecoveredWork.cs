using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable;

/// <summary>What the last process left to do.</summary>
internal sealed record RecoveredWork(
    List<Delivery> Messages, List<TaskRow> Tasks, List<TimerRow> Timers, List<EntityDelivery> Entities)
{
    public static RecoveredWork Read(TaskHubTables tables, DateTime now)
    {
        var starts = tables.ReadUnstarted()
            .Select(row => new Delivery(row.Key, new Message(InstanceCommands.StartOf(row, now), row.Generation)));
        var inbox = tables.ReadInbox();
        var ended = inbox
            .Where(delivery => TaskRow.EndedBy(delivery.Message.Event) is not null)
            .Select(delivery => (delivery.InstanceKey, delivery.Message.Generation, TaskRow.EndedBy(delivery.Message.Event)))
            .ToHashSet();
        var tasks = tables.ReadOpenTasks().Where(task => !ended.Contains((task.InstanceKey, task.Generation, task.TaskId)));
        return new RecoveredWork([.. starts, .. inbox], [.. tasks], tables.ReadTimers(), tables.Entities.ReadQueue());
    }
}
