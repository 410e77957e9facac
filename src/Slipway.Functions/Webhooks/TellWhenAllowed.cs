using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>Tells a workflow of a delivery once GitHub has said that its sender may write: GitHub itself does not wait for that.</summary>
public static class TellWhenAllowed
{
    /// <summary>Has it asked and told.</summary>
    /// <returns>What came of it.</returns>
    [Function(nameof(TellWhenAllowed))]
    public static Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(TellForWriter), context.GetInput<TellWhenAllowedInput>(), StartByRule.Retry);
}
