using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Benchmarks.Workload;

/// <summary>Waits for an event and then has an effect: an activity that tells, within this process, when it ran.</summary>
internal static class Effect
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource<long>> Awaited = new(StringComparer.Ordinal);

    [Function(nameof(Effect))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var payload = await context.WaitForExternalEvent<Waiter.Payload>(Waiter.Event);
        await context.CallActivityAsync(nameof(Happen), context.InstanceId);
        return payload.Value;
    }

    [Function(nameof(Happen))]
    public static bool Happen([ActivityTrigger] string instanceId) =>
        Awaited.TryRemove(instanceId, out var happened) && happened.TrySetResult(TimeProvider.System.GetTimestamp());

    /// <summary>The time stamp of an instance's effect, of <see cref="TimeProvider.System"/>.</summary>
    public static Task<long> Of(string instanceId) =>
        Awaited.GetOrAdd(instanceId, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
