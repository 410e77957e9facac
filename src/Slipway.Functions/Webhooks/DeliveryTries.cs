using System.Globalization;
using Microsoft.DurableTask.Client;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>Orchestrations that work on a delivery. One delivery has one at a time: it comes again because the one before may have
/// failed.</summary>
internal static class DeliveryTries
{
    /// <summary>How many one delivery has: GitHub is asked for it again five times, people may ask too.</summary>
    private const int MaxTries = 10;

    /// <summary>Starts one, unless one goes on already.</summary>
    /// <param name="client">The task hub.</param>
    /// <param name="orchestrator">What works on it.</param>
    /// <param name="name">The id of the first one; later ones have their number behind it.</param>
    /// <param name="input">What it is started with.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <returns>Whether one goes on; not when the last of them has ended.</returns>
    public static async Task<bool> BeginAsync(
        DurableTaskClient client, string orchestrator, string name, object input, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= MaxTries; number++)
        {
            var id = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            if (await LifecycleStarter.OnceAsync(client, orchestrator, id, input, cancellationToken)
                || await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false })
            {
                return true;
            }
        }

        return false;
    }
}
