using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Slipway.Functions.Webhooks;

/// <summary>Routes a delivery that was taken.</summary>
internal sealed class RouteDelivery(GitHubRouter router)
{
    [Function(nameof(RouteDelivery))]
    public async Task<string> RunAsync(
        [ActivityTrigger] TakenDelivery input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (outcome, reason) = await router.RouteAsync(client, input.Read(), input.Id, cancellationToken);
        return $"{outcome}: {reason}";
    }
}
