using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Api;

/// <summary>Gives what is measured to Prometheus, or to whoever reads its format.</summary>
internal sealed class MetricsApi(WorkflowMeter meter, HubHealth health)
{
    [Function("GetMetrics")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "metrics")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        // What this process counted is there, and wanted most, when the task hub is not.
        if ((await health.ReadAsync(client, request.HttpContext.RequestAborted)).Queue is { } queue)
        {
            meter.Show(queue.Running.Count, queue.Waiting.Count);
        }

        return Results.Text(meter.Book.Write(), "text/plain; version=0.0.4; charset=utf-8");
    }
}
