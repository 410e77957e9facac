using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>Works on a delivery after its answer: GitHub does not wait for a task hub, or a platform, that is slow.</summary>
public static class TakeDelivery
{
    /// <summary>Has it routed, for a day or so.</summary>
    /// <returns>What came of it.</returns>
    [Function(nameof(TakeDelivery))]
    public static Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(RouteDelivery), context.GetInput<TakenDelivery>(), StartByRule.Retry);
}
