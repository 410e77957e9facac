using Microsoft.DurableTask;
using Slipway.Core.Events;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Orchestrators;

/// <summary>Asks for a workflow's place among those that run, and gives it back.</summary>
internal sealed class AdmissionDesk(TaskOrchestrationContext context)
{
    /// <summary>How long to wait for the signal that a place is free, before asking again: who should send it may be gone.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);

    private bool _asked;

    /// <summary>Asks, or asks again.</summary>
    public Task<AdmissionAnswer> RequestAsync(AdmissionRequest request)
    {
        _asked = true;
        return context.Entities.CallEntityAsync<AdmissionAnswer>(Admission.Id, nameof(Admission.Request), request);
    }

    /// <summary>Gives the place back, and tells those who may run now.</summary>
    public async Task ReleaseAsync()
    {
        if (!_asked)
        {
            return;
        }

        _asked = false;
        var admitted = await context.Entities.CallEntityAsync<IReadOnlyList<string>>(
            Admission.Id, nameof(Admission.Release), context.InstanceId);
        foreach (var id in admitted)
        {
            context.SendEvent(id, WorkflowSignal.EventName, new WorkflowSignal { Kind = SignalKind.Admitted, Actor = context.InstanceId });
        }
    }
}
