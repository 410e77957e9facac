using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>Tasks written as classes beside functions, entities, and an orchestration that calls over HTTP.</summary>
internal sealed class ClassApp
{
    [DurableTask("Add")]
    internal sealed class Adder : TaskActivity<int[], int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int[] input) => Task.FromResult(input.Sum());
    }

    [DurableTask]
    internal sealed class SumUp : TaskOrchestrator<int[], string>
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context, int[] input)
            => $"{await context.CallActivityAsync<int>("Add", input)} {context.Version}".Trim();
    }

    [Function("Describe")]
    public static Task<string> DescribeAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        => context.CallSubOrchestratorAsync<string>("SumUp", new[] { 1, 2 });

    [Function("Hidden")]
    public static string Hidden([OrchestrationTrigger] TaskOrchestrationContext context) => "function";

    [DurableTask("Hidden")]
    internal sealed class HiddenClass : TaskOrchestrator<int, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult("class");
    }

    [Function("Visit")]
    public static async Task<string> VisitAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var response = await context.CallHttpAsync(new DurableHttpRequest(HttpMethod.Post, new Uri(context.GetInput<string>()!))
        {
            Content = """{"one":1,"two":2}""",
            Headers = new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { ["Cookie"] = "c=7" },
            HttpRetryOptions = new HttpRetryOptions { MaxNumberOfAttempts = 2, FirstRetryInterval = TimeSpan.FromMilliseconds(1) },
        });
        return $"{(int)response.StatusCode} {response.Headers?["X-Name"]} {response.Content}";
    }

    [Function(nameof(Counter))]
    public static Task CountAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counter>();

    [Function("Idle")]
    public static void Idle([EntityTrigger(EntityName = "lazy")] TaskEntityDispatcher dispatcher) => _ = dispatcher;

    internal sealed class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;
    }

    [DurableTask]
    internal sealed class Light : TaskEntity<bool>
    {
        public bool Toggle() => State = !State;
    }
}
