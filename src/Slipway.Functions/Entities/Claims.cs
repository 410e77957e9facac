using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Slipway.Core.Policies.Claims;

namespace Slipway.Functions.Entities;

/// <summary>What workflows hold so that no other one works on it, kept durably: one entity for all workflows of a task hub.</summary>
internal sealed class Claims : TaskEntity<ClaimBook>
{
    public static readonly EntityInstanceId Id = new(nameof(Claims), "workflows");

    public string? Take(ClaimRequest request) => State.Take(request);

    public void Release(string workflowId) => State.Release(workflowId);

    [Function(nameof(Claims))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(this);

    protected override ClaimBook InitializeState(TaskEntityOperation entityOperation) => new();
}
