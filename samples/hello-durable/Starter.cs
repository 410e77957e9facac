using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace HelloDurable;

/// <summary>Starts any of the orchestrations: <c>POST /api/start/{orchestrator}</c> with its input as the body.</summary>
public static class Starter
{
    [Function("Start")]
    public static async Task<HttpResponseData> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "start/{orchestrator}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string orchestrator,
        CancellationToken cancellation)
    {
        var body = await request.ReadAsStringAsync();
        object? input = string.IsNullOrEmpty(body) ? null : JsonSerializer.Deserialize<JsonElement>(body);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, cancellation);
        return await client.CreateCheckStatusResponseAsync(request, id, cancellation);
    }
}
