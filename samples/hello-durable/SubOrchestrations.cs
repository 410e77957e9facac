using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HelloDurable;

/// <summary>Sub-orchestrations: a parent that sets up devices, each by an orchestration of its own, with retries.</summary>
public static class SubOrchestrations
{
    [Function(nameof(SetUpAll))]
    public static async Task<string[]> SetUpAll([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var devices = context.GetInput<string[]>() ?? [];
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(100), backoffCoefficient: 2));
        return await Task.WhenAll(devices.Select(device => context.CallSubOrchestratorAsync<string>(
            nameof(SetUpDevice), device, options.WithInstanceId($"{context.InstanceId}-{device}"))));
    }

    [Function(nameof(SetUpDevice))]
    public static async Task<string> SetUpDevice([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var device = context.GetInput<string>();
        await context.CallActivityAsync(nameof(Install), device);
        return $"{device} runs";
    }

    [Function(nameof(Install))]
    public static void Install([ActivityTrigger] string device, FunctionContext context)
        => context.GetLogger(nameof(Install)).LogGreeting(device);
}
