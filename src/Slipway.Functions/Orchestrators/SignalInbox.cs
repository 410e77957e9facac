using System.Text.Json;
using Microsoft.DurableTask;
using Slipway.Core.Events;

namespace Slipway.Functions.Orchestrators;

/// <summary>Takes the workflow's signals one by one, in the order they came.</summary>
/// <remarks>
/// One name, one waiter, kept until it is answered: on the real stack a waiter that is given up swallows the next event.
/// </remarks>
internal sealed class SignalInbox(TaskOrchestrationContext context)
{
    private const int MaxRememberedDeliveries = 1_000;

    private readonly HashSet<string> _deliveries = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();
    private Task<JsonElement>? _waiter;

    /// <summary>Completes when a signal is there to take.</summary>
    public Task Arrived => _waiter ??= context.WaitForExternalEvent<JsonElement>(WorkflowSignal.EventName);

    /// <summary>Takes the signal that <see cref="Arrived"/> announced; <see langword="null"/> when it is a delivery taken before.</summary>
    public async Task<WorkflowSignal?> TakeAsync()
    {
        await Arrived;
        var signal = WorkflowSignal.Read(await _waiter!);
        _waiter = null;
        return IsRepeated(signal) ? null : signal;
    }

    private bool IsRepeated(WorkflowSignal signal)
    {
        if (signal.DeliveryId is not { } delivery)
        {
            return false;
        }

        if (!_deliveries.Add(delivery))
        {
            return true;
        }

        _oldest.Enqueue(delivery);
        if (_oldest.Count > MaxRememberedDeliveries)
        {
            _deliveries.Remove(_oldest.Dequeue());
        }

        return false;
    }
}
