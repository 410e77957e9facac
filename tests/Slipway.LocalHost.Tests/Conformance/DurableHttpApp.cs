using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>An app whose orchestrations end, fail or wait, as asked; and how a test brings one to a status over HTTP.</summary>
internal static class DurableHttpApp
{
    internal const string Base = "/runtime/webhooks/durabletask";

    internal sealed record Item(string Name, int Count);

    [Function("Echo")]
    public static Item? Echo([OrchestrationTrigger] TaskOrchestrationContext context) => context.GetInput<Item>();

    [Function("Fail")]
    public static object Fail([OrchestrationTrigger] TaskOrchestrationContext context)
        => throw new InvalidTimeZoneException(context.InstanceId);

    [Function("Wait")]
    public static async Task<JsonElement> WaitAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new { Step = 1 });
        return await context.WaitForExternalEvent<JsonElement>("end");
    }

    [Function("Check")]
    public static Task<HttpResponseData> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "check/{id}")] HttpRequestData request,
        string id,
        int? status,
        [DurableClient] DurableTaskClient client)
        => status is { } code
            ? client.CreateCheckStatusResponseAsync(request, id, (HttpStatusCode)code)
            : client.CreateCheckStatusResponseAsync(request, id);

    [Function("Urls")]
    public static async Task<HttpResponseData> UrlsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "urls/{id}")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client)
    {
        var response = request.CreateResponse();
        await response.WriteAsJsonAsync(client.CreateHttpManagementPayload(id));
        return response;
    }

    [Function("Complete")]
    public static async Task<HttpResponseData> CompleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "complete/{id}")] HttpRequestData request,
        string id,
        bool cancelled,
        bool asError,
        [DurableClient] DurableTaskClient client)
    {
        using var source = new CancellationTokenSource();
        if (cancelled)
        {
            await source.CancelAsync();
        }

        return await client.WaitForCompletionOrCreateCheckStatusResponseAsync(
            request, id, returnInternalServerErrorOnFailure: asError, getInputsAndOutputs: true, cancellation: source.Token);
    }

    /// <summary>Starts an instance under the id and brings it to a status.</summary>
    public static async Task BringToAsync(TestHost host, string id, OrchestrationRuntimeStatus status)
    {
        var client = DurableAppTests.Client(host);
        var name = status switch
        {
            OrchestrationRuntimeStatus.Completed => "Echo",
            OrchestrationRuntimeStatus.Failed => "Fail",
            _ => "Wait",
        };
        var startAt = status == OrchestrationRuntimeStatus.Pending ? DateTimeOffset.MaxValue.AddYears(-1000) : (DateTimeOffset?)null;
        await client.ScheduleNewOrchestrationInstanceAsync(name, new Item("x", 1), new StartOrchestrationOptions(id, startAt));
        switch (status)
        {
            case OrchestrationRuntimeStatus.Suspended:
                await client.SuspendInstanceAsync(id);
                break;
            case OrchestrationRuntimeStatus.Terminated:
                await client.TerminateInstanceAsync(id, "enough");
                break;
        }

        await UntilAsync(host, id, status);
    }

    /// <summary>Waits until the instance has the status.</summary>
    public static async Task UntilAsync(TestHost host, string id, OrchestrationRuntimeStatus status)
    {
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while ((await DurableAppTests.Client(host).GetInstanceAsync(id, patience.Token))?.RuntimeStatus != status)
        {
            await Task.Yield();
        }
    }
}
