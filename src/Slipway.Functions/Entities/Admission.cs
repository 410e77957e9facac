using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;
using Slipway.Core.Policies.Admission;

namespace Slipway.Functions.Entities;

/// <summary>Who runs and who waits, kept durably: one entity for all workflows of a task hub.</summary>
internal sealed class Admission(IOptions<SlipwayOptions> options) : TaskEntity<AdmissionQueue>
{
    public static readonly EntityInstanceId Id = new(nameof(Admission), "workflows");

    private AdmissionLimits Limits => options.Value.Admission;

    public AdmissionAnswer Request(AdmissionRequest request) => State.Request(request, Limits);

    public IReadOnlyList<string> Release(string workflowId) => State.Release(workflowId, Limits);

    [Function(nameof(Admission))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(this);

    protected override AdmissionQueue InitializeState(TaskEntityOperation entityOperation) => new();
}
