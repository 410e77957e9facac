using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HelloDurable;

/// <summary>Fan-out and fan-in: many activities at once, then all their results.</summary>
public static class FanOut
{
    [Function(nameof(SumOfSquares))]
    public static async Task<int> SumOfSquares([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var numbers = context.GetInput<int[]>() ?? [];
        var squares = await Task.WhenAll(numbers.Select(number => context.CallActivityAsync<int>(nameof(Square), number)));
        return squares.Sum();
    }

    [Function(nameof(Square))]
    public static int Square([ActivityTrigger] int number) => number * number;
}
