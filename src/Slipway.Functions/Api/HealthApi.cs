using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Api;

/// <summary>Says how the host is, to whoever asks: for people, and for what starts and stops hosts.</summary>
internal sealed class HealthApi(HubHealth hub, WorkflowMeter meter, TimeProvider time)
{
    [Function("Health")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var (queue, reason) = await hub.LookAsync(client, request.HttpContext.RequestAborted);
        return queue is null
            ? Unavailable("unhealthy", reason)
            : Results.Json(
                new
                {
                    status = "healthy", activeWorkflows = queue.Running.Count, queued = queue.Waiting.Count,
                    metrics = new { totalExecutions = meter.Book.SumBy(WorkflowMeter.TotalExecutions, "outcome") },
                    timestamp = time.GetUtcNow(),
                },
                CoreJson.Options);
    }

    [Function("HealthLive")]
    public IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest request) =>
        Results.Json(new { status = "live", timestamp = time.GetUtcNow() }, CoreJson.Options);

    [Function("HealthReady")]
    public async Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var (queue, reason) = await hub.LookAsync(client, request.HttpContext.RequestAborted);
        return queue is null
            ? Unavailable("not_ready", reason)
            : Results.Json(new { status = "ready", timestamp = time.GetUtcNow() }, CoreJson.Options);
    }

    private IResult Unavailable(string status, string? reason) => Results.Json(
        new { status, reason, timestamp = time.GetUtcNow() }, CoreJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
}
