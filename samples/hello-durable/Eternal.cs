using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HelloDurable;

/// <summary>Eternal orchestration: it starts over with each event <c>Tick</c>, so its history never grows; <c>Stop</c> ends it.</summary>
public static class Eternal
{
    [Function(nameof(CountTicks))]
    public static async Task<int> CountTicks([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var ticks = context.GetInput<int>();
        context.SetCustomStatus(new { ticks });
        var tick = context.WaitForExternalEvent<int>("Tick");
        var stop = context.WaitForExternalEvent<object?>("Stop");
        if (await Task.WhenAny(tick, stop) == stop)
        {
            return ticks;
        }

        context.ContinueAsNew(ticks + await tick, preserveUnprocessedEvents: true);
        return ticks;
    }
}
