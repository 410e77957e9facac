using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.Benchmarks.Workload;

/// <summary>The workload over HTTP, as an app for Azure would offer it.</summary>
internal static class BenchmarkApp
{
    /// <summary>Starts the five steps and answers with their result, in one request.</summary>
    [Function(nameof(RunFiveSteps))]
    public static async Task<IActionResult> RunFiveSteps(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "five-steps/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var input = await request.ReadFromJsonAsync<int>(cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(FiveSteps), input, new StartOrchestrationOptions(id), cancellationToken);
        return await EndAsync(client, id, cancellationToken);
    }

    /// <summary>Starts a workflow that waits for an event.</summary>
    [Function(nameof(StartWaiter))]
    public static async Task<IActionResult> StartWaiter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "waiter/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Waiter), input: null, new StartOrchestrationOptions(id), cancellationToken);
        return new AcceptedResult();
    }

    /// <summary>Signals it.</summary>
    [Function(nameof(SignalWaiter))]
    public static async Task<IActionResult> SignalWaiter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "waiter/{id}/signal")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var payload = await request.ReadFromJsonAsync<Waiter.Payload>(cancellationToken);
        await client.RaiseEventAsync(id, Waiter.Event, payload, cancellationToken);
        return new AcceptedResult();
    }

    /// <summary>Answers with its result once it has ended.</summary>
    [Function(nameof(AwaitWaiter))]
    public static Task<IActionResult> AwaitWaiter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "waiter/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => EndAsync(client, id, cancellationToken);

    private static async Task<IActionResult> EndAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? new ContentResult
            {
                Content = end.ReadOutputAs<int>().ToString(CultureInfo.InvariantCulture),
                ContentType = "application/json",
            }
            : new ObjectResult(end.FailureDetails?.ErrorMessage) { StatusCode = StatusCodes.Status500InternalServerError };
    }
}
