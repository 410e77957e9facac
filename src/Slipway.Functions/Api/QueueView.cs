using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Entities;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Api;

/// <summary>A workflow's place among those that wait to run.</summary>
/// <param name="Place">From 1.</param>
/// <param name="Waiting">How many wait, itself counted.</param>
/// <param name="Running">How many run.</param>
/// <param name="Reason">Which limit is in the way; unset when none is any more.</param>
internal sealed record QueueView(int Place, int Waiting, int Running, string? Reason)
{
    /// <summary>Reads it; <see langword="null"/> when the workflow does not wait.</summary>
    public static async Task<QueueView?> ReadAsync(
        DurableTaskClient client, string id, AdmissionLimits limits, CancellationToken cancellationToken)
    {
        var queue = await QueueAsync(client, cancellationToken);
        var place = queue.Waiting.FindIndex(request => request.WorkflowId == id);
        return place < 0
            ? null
            : new QueueView(place + 1, queue.Waiting.Count, queue.Running.Count, queue.WhyNot(queue.Waiting[place], limits));
    }

    /// <summary>Refuses a workflow at once that would be refused when it starts.</summary>
    /// <exception cref="SlipwayException">As many run as may.</exception>
    public static Task RefuseWhenFullAsync(
        DurableTaskClient client, WorkflowRequest wanted, AdmissionLimits limits, CancellationToken cancellationToken) =>
        RefuseWhenFullAsync(
            client, new AdmissionRequest("", wanted.Priority, wanted.Repository, wanted.Agent.ToString(), nameof(CiCdLifecycle)), limits,
            cancellationToken);

    /// <summary>The same, for what is asked of admission.</summary>
    /// <exception cref="SlipwayException">As many run as may.</exception>
    public static async Task RefuseWhenFullAsync(
        DurableTaskClient client, AdmissionRequest request, AdmissionLimits limits, CancellationToken cancellationToken)
    {
        var queue = await QueueAsync(client, cancellationToken);
        if (queue.WhyNot(request, limits) is { } reason)
        {
            throw new SlipwayException(ErrorCodes.TooManyWorkflows, $"{reason}. Try again when one has ended.", ErrorCategory.RateLimited);
        }
    }

    /// <summary>Who runs and who waits.</summary>
    public static async Task<AdmissionQueue> QueueAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var entity = await client.Entities.GetEntityAsync<AdmissionQueue>(Admission.Id, includeState: true, cancellationToken);
        return entity?.State ?? new AdmissionQueue();
    }
}
