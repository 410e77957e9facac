using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Slipway.Functions.Activities;

/// <summary>Tells whether a workflow has ended, however it did, or is gone.</summary>
internal static class HasEnded
{
    [Function(nameof(HasEnded))]
    public static async Task<bool> RunAsync(
        [ActivityTrigger] string workflow, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(workflow, getInputsAndOutputs: false, cancellationToken) is null or { IsCompleted: true };
}
