using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Benchmarks.Workload;

/// <summary>Waits for one event, and returns the value it carries.</summary>
internal static class Waiter
{
    public const string Event = "go";

    [Function(nameof(Waiter))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var payload = await context.WaitForExternalEvent<Payload>(Event);
        return payload.Value;
    }

    /// <summary>What the event carries.</summary>
    internal sealed record Payload(int Value);
}
