using System.Net;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>Functions on the worker's own HTTP types.</summary>
internal sealed class RequestDataApp
{
    [Function("Echo")]
    public static async Task<HttpResponseData> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo/{name}")] HttpRequestData request, string name)
    {
        var body = await request.ReadFromJsonAsync<Dictionary<string, int>>();
        var response = request.CreateResponse(HttpStatusCode.Created);
        response.Headers.Add("X-Name", name);
        response.Cookies.Append("seen", request.Cookies.Single().Value);
        await response.WriteAsJsonAsync(new { Sum = body!.Values.Sum(), Query = request.Query["q"], request.Method });
        return response;
    }

    [Function("Camel")]
    public static async Task<HttpResponseData> CamelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request, FunctionContext context)
    {
        var serializer = new JsonObjectSerializer(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
        var point = await request.ReadFromJsonAsync<Point>(serializer);
        var response = request.CreateResponse();
        if (point is null)
        {
            await response.WriteAsJsonAsync("nothing", serializer);
            return response;
        }

        context.GetLogger("Camel").LogMetric("points", 1.5, new Dictionary<string, object> { ["unit"] = "x" });
        await response.WriteAsJsonAsync(point, serializer, "application/vnd.point+json");
        return response;
    }

    internal sealed record Point(int LeftSide);

    [Function("Text")]
    public static HttpResponseData Text([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request)
    {
        var response = request.CreateResponse();
        response.WriteString("plain");
        return response;
    }

    [Function("StartTwice")]
    public static async Task<HttpResponseData> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(
            "Twice", 21, new StartOrchestrationOptions("s1"), cancellation);
        return await client.CreateCheckStatusResponseAsync(request, id, cancellation);
    }

    [Function("StartAndWait")]
    public static async Task<HttpResponseData> StartAndWaitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "wait/{orchestrator}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string orchestrator)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, 21);
        return await client.WaitForCompletionOrCreateCheckStatusResponseAsync(
            request, id, TimeSpan.FromMilliseconds(10), returnInternalServerErrorOnFailure: true, getInputsAndOutputs: true);
    }

    [Function("Twice")]
    public static int Twice([OrchestrationTrigger] TaskOrchestrationContext context) => 2 * context.GetInput<int>();

    [Function("Fails")]
    public static int Fails([OrchestrationTrigger] TaskOrchestrationContext context)
        => throw new InvalidTimeZoneException(context.InstanceId);
}
