using Microsoft.DurableTask;
using Slipway.Core.Events;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <summary>Numbers what happens and has it published, in order, by an activity: its
/// inputs in the history are the workflow's events.</summary>
internal sealed partial class EventOutbox(TaskOrchestrationContext context)
{
    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 3, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2));

    private readonly List<WorkflowEvent> _pending = [];
    private long _sequence;

    /// <summary>Adds an event; it is published by the next <see cref="FlushAsync"/>.</summary>
    public void Add(string type, object data) => _pending.Add(WorkflowEvent.Create(
        ++_sequence, type, context.InstanceId, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero), data));

    /// <summary>Publishes what was added. Live updates that cannot be sent are lost to live readers only: the history has them.</summary>
    public async Task FlushAsync()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var events = _pending.ToArray();
        _pending.Clear();
        try
        {
            await context.CallActivityAsync(nameof(PublishEvents), new PublishEventsInput(events), Retry);
        }
        catch (TaskFailedException exception)
        {
            LogEventsNotSent(context.CreateReplaySafeLogger(nameof(EventOutbox)), exception, events.Length);
        }
    }
}
