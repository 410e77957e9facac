using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Benchmarks.Workload;

/// <summary>Ends at once, to fill a store: one in <see cref="FailEvery"/> fails, the others return their input.</summary>
internal static class Finisher
{
    public const int FailEvery = 100;

    [Function(nameof(Finisher))]
    public static int Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var number = context.GetInput<int>();
        return Fails(number) ? throw new InvalidOperationException($"number {number} fails") : number;
    }

    public static bool Fails(int number) => number % FailEvery == FailEvery - 1;
}
