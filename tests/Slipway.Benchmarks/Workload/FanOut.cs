using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Benchmarks.Workload;

/// <summary>Calls as many activities at once as its input says, and adds their results up.</summary>
internal static class FanOut
{
    public static long Expected(int activities) => (long)activities * (activities - 1) / 2;

    [Function(nameof(FanOut))]
    public static async Task<long> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var calls = Enumerable.Range(0, context.GetInput<int>()).Select(number => context.CallActivityAsync<long>(nameof(Same), number));
        var results = await Task.WhenAll(calls);
        return results.Sum();
    }

    [Function(nameof(Same))]
    public static long Same([ActivityTrigger] long number) => number;
}
