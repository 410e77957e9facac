using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Benchmarks.Workload;

/// <summary>Five steps in sequence, each of which returns a small object; <c>node/workload.mjs</c> is the same in JavaScript.</summary>
internal static class FiveSteps
{
    private const int Steps = 5;

    /// <summary>What the steps make of a number.</summary>
    public static int Expected(int input) => input + (Steps * (Steps + 1) / 2);

    [Function(nameof(FiveSteps))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var value = context.GetInput<int>();
        for (var step = 1; step <= Steps; step++)
        {
            var result = await context.CallActivityAsync<StepResult>(nameof(Step), new StepInput(step, value));
            value = result.Value;
        }

        return value;
    }

    [Function(nameof(Step))]
    public static StepResult Step([ActivityTrigger] StepInput input) =>
        new(input.Step, input.Value + input.Step, $"step {input.Step} of {Steps}");
}
