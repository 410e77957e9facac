using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Starts a workflow for somebody, once their platform has said that they may write: GitHub does not wait for that, and it may
/// not answer at once.</summary>
public static class StartByRule
{
    /// <summary>How often GitHub is asked: for a day or so.</summary>
    internal static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 40, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(30)));

    /// <summary>Has it checked and started.</summary>
    /// <returns>What came of it.</returns>
    [Function(nameof(StartByRule))]
    public static Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(StartForWriter), context.GetInput<StartByRuleInput>(), Retry);
}
