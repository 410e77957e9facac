using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Policies.Claims;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Activities;

/// <summary>Gives back the places of workflows that ended without doing so themselves, and frees what they held: terminated, purged, failed
/// by a defect.</summary>
internal static class FreePlaces
{
    [Function(nameof(FreePlaces))]
    public static async Task RunAsync(
        [ActivityTrigger] string askedBy, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var queue = await client.Entities.GetEntityAsync<AdmissionQueue>(Admission.Id, cancellation: cancellationToken);
        foreach (var id in queue?.State.Running.Select(request => request.WorkflowId).Where(id => id != askedBy) ?? [])
        {
            if (await HasEnded.RunAsync(id, client, cancellationToken))
            {
                await client.Entities.SignalEntityAsync(Admission.Id, nameof(Admission.Release), id, cancellation: cancellationToken);
            }
        }

        var claims = await client.Entities.GetEntityAsync<ClaimBook>(Claims.Id, cancellation: cancellationToken);
        foreach (var id in claims?.State.Held.Values.Select(holder => holder.WorkflowId).Distinct().Where(id => id != askedBy) ?? [])
        {
            if (await HasEnded.RunAsync(id, client, cancellationToken))
            {
                await client.Entities.SignalEntityAsync(Claims.Id, nameof(Claims.Release), id, cancellation: cancellationToken);
            }
        }
    }
}
