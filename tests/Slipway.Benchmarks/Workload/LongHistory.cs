using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Benchmarks.Workload;

/// <summary>Takes as many steps as its input says, waits for an event, and returns what the steps and the event add up to.</summary>
internal static class LongHistory
{
    public static int Expected(int steps, int payload) => steps + payload;

    [Function(nameof(LongHistory))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var value = 0;
        for (var step = context.GetInput<int>(); step > 0; step--)
        {
            var result = await context.CallActivityAsync<StepResult>(nameof(FiveSteps.Step), new StepInput(1, value));
            value = result.Value;
        }

        context.SetCustomStatus("waiting");
        var payload = await context.WaitForExternalEvent<Waiter.Payload>(Waiter.Event);
        return value + payload.Value;
    }
}
