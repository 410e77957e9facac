using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Workload;

namespace Slipway.Benchmarks.Worker;

/// <summary>Instances that wait, and are found again by a later process.</summary>
internal sealed class InstanceWork(DurableTaskClient client)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Starts <c>count</c> instances that wait for an event, and returns when each does. Their ids are w0, w1, …</summary>
    public async Task<WorkReply> WaitAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async number =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(Waiter), input: null, new StartOrchestrationOptions($"w{number}"), cancellationToken);
                await client.WaitForInstanceStartAsync(id, cancellationToken);
            },
            cancellationToken));

    /// <summary>Signals waiting instance number <c>size</c>, and waits until it has ended with what the signal carried.</summary>
    public async Task<WorkReply> ReleaseAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            count: 1,
            inFlight: 1,
            async _ =>
            {
                var id = $"w{request.Size}";
                await client.RaiseEventAsync(id, Waiter.Event, new Waiter.Payload(request.Size), cancellationToken);
                await client.CheckEndAsync(id, request.Size, cancellationToken);
            },
            cancellationToken));

    /// <summary>
    /// Starts <c>count</c> instances that take <c>size</c> steps each and then wait for an event. Their ids are the given one and a number
    /// from 0. The reply's fact <c>events</c> is the length of one's history.
    /// </summary>
    public async Task<WorkReply> GrowAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        var sample = await LoadGenerator.RunAsync(
            request.Count,
            request.InFlight,
            async number =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(LongHistory), request.Size, new StartOrchestrationOptions($"{request.Id}{number}"), cancellationToken);
                await UntilWaitingAsync(id, cancellationToken);
            },
            cancellationToken);
        var history = await client.GetOrchestrationHistoryAsync($"{request.Id}0", cancellationToken);
        return WorkReply.Of(sample) with
        {
            Facts = new(StringComparer.Ordinal) { ["events"] = history.Count },
        };
    }

    /// <summary>Signals the instance of the given id; waits until it has ended with what <c>size</c> steps and the signal make.</summary>
    public async Task<WorkReply> ResumeAsync(WorkRequest request, CancellationToken cancellationToken) =>
        WorkReply.Of(await LoadGenerator.RunAsync(
            count: 1,
            inFlight: 1,
            async _ =>
            {
                const int payload = 42;
                await client.RaiseEventAsync(request.Id!, Waiter.Event, new Waiter.Payload(payload), cancellationToken);
                await client.CheckEndAsync(request.Id!, LongHistory.Expected(request.Size, payload), cancellationToken);
            },
            cancellationToken));

    // A custom status has no wait of its own.
    private async Task UntilWaitingAsync(string id, CancellationToken cancellationToken)
    {
        while ((await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken))?.SerializedCustomStatus is null)
        {
            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
        }
    }
}
