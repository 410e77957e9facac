using Microsoft.DurableTask.Client;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Workload;

namespace Slipway.Benchmarks.Worker;

/// <summary>Work that is started and awaited, over and over.</summary>
internal sealed class LoadWork(DurableTaskClient client)
{
    /// <summary>Starts the five steps and awaits their result.</summary>
    public async Task<WorkReply> RunAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async input =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(FiveSteps), input, cancellationToken);
                await client.CheckEndAsync(id, FiveSteps.Expected(input), cancellationToken);
            },
            cancellationToken));

    /// <summary>Starts a workflow that waits for an event, signals it, and awaits its end.</summary>
    public async Task<WorkReply> SignalAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async input =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Waiter), input: null, cancellationToken);
                await client.RaiseEventAsync(id, Waiter.Event, new Waiter.Payload(input), cancellationToken);
                await client.CheckEndAsync(id, input, cancellationToken);
            },
            cancellationToken));

    /// <summary>The time from an event's being raised to an activity's running because of it; the start before it does not count.</summary>
    public async Task<WorkReply> EffectAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var effectsMs = new double[request.Count];
        var sample = await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async input =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Effect), input: null, cancellationToken);
                await client.WaitForInstanceStartAsync(id, cancellationToken);
                var effect = Effect.Of(id);
                var raised = TimeProvider.System.GetTimestamp();
                await client.RaiseEventAsync(id, Waiter.Event, new Waiter.Payload(input), cancellationToken);
                effectsMs[input] = TimeProvider.System.GetElapsedTime(raised, await effect).TotalMilliseconds;
                await client.CheckEndAsync(id, input, cancellationToken);
            },
            cancellationToken);
        return WorkReply.Of(sample with { LatenciesMs = effectsMs });
    }

    /// <summary>One orchestration that calls so many activities at once.</summary>
    public async Task<WorkReply> FanOutAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async _ =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(FanOut), request.Size, cancellationToken);
                await client.CheckEndAsync(id, FanOut.Expected(request.Size), cancellationToken);
            },
            cancellationToken));
}
